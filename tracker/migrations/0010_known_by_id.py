"""Lists of the past are read in order, and joins of the past find their version by the row's id."""

from django.db import migrations, models

from tracker.models.known import create_views


class Migration(migrations.Migration):
    dependencies = [("tracker", "0009_listings_by_edition")]

    operations = [
        migrations.AddIndex(
            model_name="announcementhistory",
            index=models.Index(fields=["slug"], name="announcement_slug_past"),
        ),
        migrations.AddIndex(
            model_name="articlehistory",
            index=models.Index(
                models.OrderBy(models.F("published_on"), descending=True, nulls_first=None, nulls_last=True),
                models.OrderBy(models.F("pgh_obj"), descending=True, nulls_first=None, nulls_last=None),
                name="article_newest_past",
            ),
        ),
        migrations.AddIndex(
            model_name="articlehistory",
            index=models.Index(fields=["slug"], name="article_slug_past"),
        ),
        migrations.AddIndex(
            model_name="figurehistory",
            index=models.Index(fields=["slug"], name="figure_slug_past"),
        ),
        migrations.AddIndex(
            model_name="instrumenthistory",
            index=models.Index(fields=["slug"], name="instrument_slug_past"),
        ),
        migrations.AddIndex(
            model_name="jurisdictionhistory",
            index=models.Index(fields=["state_code", "kind", "name"], name="jurisdiction_state_kind_past"),
        ),
        migrations.AddIndex(
            model_name="jurisdictionhistory",
            index=models.Index(fields=["state_code", "name", "pgh_obj"], name="jurisdiction_order_past"),
        ),
        migrations.AddIndex(
            model_name="jurisdictionhistory",
            index=models.Index(fields=["slug"], name="jurisdiction_slug_past"),
        ),
        migrations.AddIndex(
            model_name="listeditionhistory",
            index=models.Index(fields=["slug"], name="listedition_slug_past"),
        ),
        migrations.AddIndex(
            model_name="listinghistory",
            index=models.Index(fields=["jurisdiction", "edition"], name="listing_place_edition_past"),
        ),
        migrations.AddIndex(
            model_name="listinghistory",
            index=models.Index(
                fields=["edition", "jurisdiction"],
                include=(
                    "retracted_on",
                    "match_state",
                    "pgh_obj",
                    "pgh_created_at",
                    "superseded_at",
                    "pgh_label",
                ),
                name="listing_edition_place_past",
            ),
        ),
        migrations.RemoveIndex(model_name="listing", name="listing_edition_place"),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["edition", "jurisdiction"],
                include=("retracted_on", "match_state", "id"),
                name="listing_edition_place",
            ),
        ),
        migrations.AddIndex(
            model_name="officialhistory",
            index=models.Index(fields=["sort_name", "pgh_obj"], name="official_order_past"),
        ),
        migrations.AddIndex(
            model_name="officialhistory",
            index=models.Index(fields=["slug"], name="official_slug_past"),
        ),
        migrations.AddIndex(
            model_name="organizationhistory",
            index=models.Index(fields=["slug"], name="organization_slug_past"),
        ),
        migrations.AddIndex(
            model_name="outlethistory",
            index=models.Index(fields=["slug"], name="outlet_slug_past"),
        ),
        migrations.AddIndex(
            model_name="positionhistory",
            index=models.Index(fields=["slug"], name="position_slug_past"),
        ),
        migrations.AddIndex(
            model_name="quotationhistory",
            index=models.Index(fields=["slug"], name="quotation_slug_past"),
        ),
        migrations.AddIndex(
            model_name="utterancehistory",
            index=models.Index(
                models.OrderBy(models.F("said_on"), descending=True, nulls_first=None, nulls_last=True),
                models.OrderBy(models.F("pgh_obj"), descending=True, nulls_first=None, nulls_last=None),
                name="utterance_newest_past",
            ),
        ),
        migrations.RunPython(create_views, create_views),
    ]
