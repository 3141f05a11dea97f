"""The search index: one narrow row per published record, kept by triggers."""

from django.db import migrations

from tracker.models.search_index import drop_statements, statements


class Migration(migrations.Migration):
    dependencies = [("tracker", "0002_codebook_and_known")]

    operations = [migrations.RunSQL(statements(), drop_statements())]
