"""The comparison counts places from an index alone, today and in the past."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0010_known_by_id"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="jurisdiction",
            index=models.Index(
                fields=["id"], include=("state", "kind", "state_code"), name="jurisdiction_counted"
            ),
        ),
        migrations.AddIndex(
            model_name="jurisdictionhistory",
            index=models.Index(
                fields=["pgh_obj"],
                include=("state", "kind", "state_code", "pgh_created_at", "superseded_at", "pgh_label"),
                name="jurisdiction_counted_past",
            ),
        ),
    ]
