"""Signatures of captures, runs of words of quotations, and what servers say about pages."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from tracker.models.captures import SHINGLES

INDEXES = """
CREATE INDEX quotation_shingles ON tracker_quotation USING gin (tracker_shingles(exact));
CREATE INDEX proposal_shingles ON tracker_proposal USING gin (tracker_shingles(payload ->> 'exact'))
 WHERE kind = 'quotation';
"""


class Migration(migrations.Migration):
    dependencies = [("tracker", "0005_known_captures")]

    operations = [
        migrations.RunSQL(SHINGLES, "DROP FUNCTION tracker_shingles(text)"),
        migrations.RunSQL(INDEXES, "DROP INDEX quotation_shingles; DROP INDEX proposal_shingles;"),
        migrations.CreateModel(
            name="CaptureSignature",
            fields=[
                (
                    "snapshot",
                    models.OneToOneField(
                        help_text="Capture it is of.",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="signature",
                        serialize=False,
                        to="tracker.snapshot",
                    ),
                ),
                (
                    "minhash",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="Signature of the text's runs of words; empty for a text without.",
                        size=None,
                    ),
                ),
                (
                    "bands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24),
                        help_text="Keys of the signature; texts worth comparing share one.",
                        size=None,
                    ),
                ),
            ],
            options={
                "ordering": ["snapshot"],
            },
        ),
        migrations.CreateModel(
            name="PageValidator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        help_text="Address asked for, in canonical form.", max_length=1000, unique=True
                    ),
                ),
                ("etag", models.CharField(blank=True, help_text="Its ETag; blank: none.", max_length=300)),
                (
                    "last_modified",
                    models.CharField(blank=True, help_text="Its Last-Modified; blank: none.", max_length=60),
                ),
                (
                    "final_url",
                    models.URLField(blank=True, help_text="Address that answered.", max_length=1000),
                ),
                (
                    "content_type",
                    models.CharField(blank=True, help_text="Media type, as served.", max_length=120),
                ),
                (
                    "raw_sha256",
                    models.CharField(help_text="SHA-256 of the bytes that came with it.", max_length=64),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        help_text="When it was given (UTC).",
                    ),
                ),
            ],
            options={
                "ordering": ["url"],
            },
        ),
        migrations.AddIndex(
            model_name="utterance",
            index=models.Index(
                models.OrderBy(models.F("said_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="utterance_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="capturesignature",
            index=django.contrib.postgres.indexes.GinIndex(fields=["bands"], name="capture_signature_bands"),
        ),
    ]
