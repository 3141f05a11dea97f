"""Figures are found by their values too: "10,000 agents"."""

from django.db import migrations

from tracker.models.search_index import SOURCES


class Migration(migrations.Migration):
    dependencies = [("tracker", "0007_notice_checks")]

    operations = [
        migrations.RunSQL(
            [
                "CREATE OR REPLACE VIEW tracker_searchsource_figures (record_id, main_date, words, facets) AS"
                + SOURCES["figures"],
                "SELECT tracker_search_rebuild('figures')",
            ],
            migrations.RunSQL.noop,
        )
    ]
