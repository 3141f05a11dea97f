"""Lines of lists by edition and place, for counting whole editions from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0008_search_figure_values"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["edition", "jurisdiction"], include=("retracted_on",), name="listing_edition_place"
            ),
        ),
    ]
