"""A position corrected since is not searched: the list of positions does not show it either."""

from django.db import migrations

from tracker.models.search_index import SOURCES


class Migration(migrations.Migration):
    dependencies = [("tracker", "0014_own_words")]

    operations = [
        migrations.RunSQL(
            [
                "CREATE OR REPLACE VIEW tracker_searchsource_positions (record_id, main_date, words, facets) AS"
                + SOURCES["positions"],
                "SELECT tracker_search_rebuild('positions')",
            ],
            # The view is made by 0003 from the same source, so the state before holds it already.
            migrations.RunSQL.noop,
        )
    ]
