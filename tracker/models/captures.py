"""What is kept beside captures so that they can be compared and asked for again cheaply."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from tracker.models.base import ArrayField

SHINGLE_WORDS = 4
SHINGLED_CHARS = 20_000

SHINGLES = f"""
-- Each run of {SHINGLE_WORDS} words as a number: two printings of the same words share some of them, however they
-- were altered. Written as a loop because that takes a tenth of the time of a query, and every insert
-- pays it; its cost is stated so that a look-up takes the index even in a small table.
CREATE FUNCTION tracker_shingles(words text) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT COST 2000 AS $$
DECLARE
    first text; second text; third text; word text;
    runs bigint[] := '{{}}';
BEGIN
    FOREACH word IN ARRAY string_to_array(btrim(regexp_replace(
        public.tracker_fold(left(words, {SHINGLED_CHARS})), '[^a-z0-9]+', ' ', 'g')), ' ')
    LOOP
        IF first IS NOT NULL THEN
            runs := runs || hashtextextended(first || ' ' || second || ' ' || third || ' ' || word, 0);
        END IF;
        first := second; second := third; third := word;
    END LOOP;
    RETURN runs;
END $$;
"""
"""SQL function: folded runs of words of a passage; none of one that is shorter."""


class CaptureSignature(models.Model):
    """How alike a capture's text is to others, without reading them: a MinHash signature and its bands."""

    snapshot = models.OneToOneField(
        "tracker.Snapshot",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="signature",
        help_text="Capture it is of.",
    )
    minhash = ArrayField(
        models.BigIntegerField(), help_text="Signature of the text's runs of words; empty for a text without."
    )
    bands = ArrayField(
        models.CharField(max_length=24), help_text="Keys of the signature; texts worth comparing share one."
    )

    class Meta:
        ordering = ["snapshot"]
        indexes = [GinIndex(fields=["bands"], name="capture_signature_bands")]

    def __str__(self) -> str:
        return f"signature of {self.snapshot_id}"


class PageValidator(models.Model):
    """What a server gave with a page, to ask it next time whether anything changed."""

    url = models.URLField(max_length=1000, unique=True, help_text="Address asked for, in canonical form.")
    etag = models.CharField(max_length=300, blank=True, help_text="Its ETag; blank: none.")
    last_modified = models.CharField(max_length=60, blank=True, help_text="Its Last-Modified; blank: none.")
    final_url = models.URLField(max_length=1000, blank=True, help_text="Address that answered.")
    content_type = models.CharField(max_length=120, blank=True, help_text="Media type, as served.")
    raw_sha256 = models.CharField(max_length=64, help_text="SHA-256 of the bytes that came with it.")
    asked_at = models.DateTimeField(db_default=Now(), help_text="When it was given (UTC).")

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url
