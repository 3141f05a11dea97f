"""Where whole histories are counted, the moment asked about is read once per query, not for every version."""

from django.db import migrations

from tracker.models.known import create_views


class Migration(migrations.Migration):
    dependencies = [("tracker", "0011_counted_places")]

    operations = [migrations.RunPython(create_views, create_views)]
