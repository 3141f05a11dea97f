"""Captures and corrections that came after a moment are not in the books as known at it."""

from django.db import migrations

from tracker.models.known import create_views


class Migration(migrations.Migration):
    dependencies = [("tracker", "0004_groups")]

    operations = [migrations.RunPython(create_views, create_views)]
