"""Outlets, the texts they publish, what those addresses returned, and which text rests on which."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now

from tracker.models.base import (
    ArrayField,
    PublishedModel,
    date_field,
    no_cycle,
    precision_field,
    refuse_truncate,
    tracked,
)


@tracked
class Outlet(PublishedModel):
    """A publisher, known by its registrable domain. No lean, no score."""

    name = models.CharField(max_length=160, help_text="Name, as it prints it.")
    domain = models.CharField(
        max_length=200, unique=True, help_text="Registrable domain, in lower case (example.com)."
    )
    former_domains = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Domains it published under before.",
    )
    home_state = models.CharField(
        max_length=2,
        blank=True,
        default="",
        db_default="",
        help_text="State it mainly reports from (USPS, such as PA); blank for a national one. It tells namesakes"
        " apart that its texts print without a state.",
    )

    class Meta(PublishedModel.Meta):
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(home_state="") | Q(home_state__regex=r"^[A-Z]{2}$"), name="outlet_home_state_form"
            ),
            models.CheckConstraint(
                condition=Q(domain__regex=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.[a-z0-9-]{2,}$"),
                name="outlet_domain_form",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ArticleKind(models.TextChoices):
    """What sort of text it is."""

    NEWS = "news", "news story"
    PRESS_RELEASE = "press_release", "press release"
    LAW = "law", "law or order"
    COURT = "court", "court paper"
    LIST = "list", "list"
    DATASET = "dataset", "data set"
    REPORT = "report", "report or study"
    PAGE = "page", "web page"


NO_HEADLINE = "(headline not recorded)"
"""Ends the headline of a text we know by outlet and day alone."""


@tracked
class Article(PublishedModel):
    """One published text: a news story, press release, law, court paper, list or data set."""

    kind = models.CharField(
        max_length=16,
        choices=ArticleKind.choices,
        default=ArticleKind.NEWS,
        help_text="What sort of text it is.",
    )
    url = models.URLField(
        max_length=1000,
        null=True,
        blank=True,
        unique=True,
        help_text="Canonical address; blank for a text that came as a file without one.",
    )
    headline = models.CharField(max_length=500, help_text="Headline or title, as printed.")
    byline = models.CharField(max_length=300, blank=True, help_text="Authors, as printed; blank if none.")
    published_on = date_field("Day it was published, by its own account; blank if not known.", db_index=True)
    published_precision = precision_field("the publication date")
    language = models.CharField(max_length=12, blank=True, default="en", help_text="BCP 47 tag.")
    outlet = models.ForeignKey(
        Outlet,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text="Publisher; blank if not known.",
    )
    organization = models.ForeignKey(
        "tracker.Organization",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text="Body that issued it, for releases, laws, court papers and lists.",
    )

    class Meta(PublishedModel.Meta):
        ordering = ["-published_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__regex=r"^https?://") | Q(url=None), name="article_url_http"
            ),
            models.CheckConstraint(condition=~Q(headline=""), name="article_has_headline"),
        ]
        indexes = [
            models.Index(
                models.F("published_on").desc(nulls_last=True), models.F("id").desc(), name="article_newest"
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def has_headline(self) -> bool:
        """Whether the headline is one, not a description of a text whose headline nobody recorded."""
        return not self.headline.endswith(NO_HEADLINE)


class TextHash(models.Func):
    """SHA-256 of a text in UTF-8, in hexadecimal."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    arity = 1
    output_field = models.CharField()


ABSENT = (404, 410, 451)
"""HTTP statuses that say there is no text at the address."""

EXCERPT = "excerpt entered by hand"
"""Extractor of a capture that holds one passage and not the whole text: silence in it means nothing."""


class SnapshotQuerySet(models.QuerySet):
    """Reads of captures."""

    def light(self) -> SnapshotQuerySet:
        """Without the long text, for lists."""
        return self.defer("text")


class Snapshot(models.Model):
    """What an address returned, or a file held, at one moment. Never changed, never erased.

    The starter data holds a third sort: passages entered by hand, of which no bytes were fetched.
    """

    article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="snapshots",
        help_text="Text it is a capture of; blank when the address had none and none was held.",
    )
    captured_at = models.DateTimeField(help_text="When it was captured (UTC).")
    status = models.PositiveSmallIntegerField(
        default=200, help_text="HTTP status; 200 for a file; 404, 410 and 451 record absence."
    )
    content_type = models.CharField(max_length=120, blank=True, help_text="Media type, as served.")
    headers = models.JSONField(
        null=True,
        blank=True,
        help_text="Headers of the answer as received, pairs of name and value; only those that say something of the"
        " text. Blank where they were not kept.",
    )
    final_url = models.URLField(max_length=1000, blank=True, help_text="Address after redirects.")
    file_name = models.CharField(max_length=255, blank=True, help_text="Name of the file it came from.")
    raw_sha256 = models.CharField(
        max_length=64,
        db_index=True,
        help_text="SHA-256 of the bytes, in hexadecimal; names them in the store.",
    )
    raw_size = models.PositiveIntegerField(help_text="Bytes received.")
    text = models.TextField(blank=True, help_text="Text extracted from the bytes; all spans point into it.")
    sha256 = models.CharField(
        max_length=64, db_index=True, help_text="SHA-256 of the text (UTF-8), in hexadecimal."
    )
    text_length = models.PositiveIntegerField(help_text="Length of the text in characters (code points).")
    extractor = models.CharField(
        max_length=60, blank=True, help_text="Name and version of the text extractor."
    )
    archive_url = models.URLField(
        max_length=1000, blank=True, help_text="Copy in a public web archive, if known."
    )
    created_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="When the row was written (UTC)."
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-captured_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256=TextHash("text")), name="snapshot_hash_of_text"),
            models.CheckConstraint(condition=Q(text_length=Length("text")), name="snapshot_length_of_text"),
            models.CheckConstraint(
                condition=Q(raw_sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_raw_hash_form"
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=False) | Q(status__in=ABSENT, text="") & ~Q(final_url=""),
                name="snapshot_of_article_or_absence",
            ),
        ]
        indexes = [models.Index(fields=["article", "-captured_at"], name="snapshot_newest")]
        triggers = [
            pgtrigger.Trigger(
                name="immutable",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "RAISE EXCEPTION 'A capture is never changed or erased; capture the address again instead.'"
                    " USING ERRCODE = '23514', CONSTRAINT = 'snapshot_immutable';"
                ),
            ),
            refuse_truncate("snapshot_immutable", "Captures are never erased."),
        ]

    def __str__(self) -> str:
        return f"capture {self.sha256[:12]} of {self.captured_at:%Y-%m-%d %H:%M} UTC"

    @property
    def is_excerpt(self) -> bool:
        """Whether a person copied the words: nothing was fetched."""
        return self.extractor == EXCERPT

    @property
    def is_file(self) -> bool:
        """Whether it is a file somebody handed in rather than what an address returned."""
        return bool(self.file_name) and not self.final_url


class DerivationKind(models.TextChoices):
    """How one text rests on another."""

    RE_REPORTS = "re_reports", "re-reports"
    EXCERPTS = "excerpts", "excerpts"
    SYNDICATES = "syndicates", "syndicates"
    TRANSLATES = "translates", "translates"
    CORRECTS = "corrects", "corrects"


@tracked
class Derivation(models.Model):
    """Article A rests on article B; B may be known but not captured."""

    article = models.ForeignKey(
        Article,
        on_delete=models.PROTECT,
        related_name="rests_on",
        help_text="The text that rests on another.",
    )
    source = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="carried_by", help_text="The text it rests on."
    )
    kind = models.CharField(max_length=12, choices=DerivationKind.choices, help_text="How it rests on it.")
    stated_as = models.CharField(
        max_length=300,
        blank=True,
        help_text="How the text itself says so, as printed; blank if it does not say.",
    )

    class Meta:
        ordering = ["article", "source", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(article=models.F("source")), name="derivation_not_self"),
            models.UniqueConstraint(fields=["article", "source", "kind"], name="derivation_once"),
        ]
        triggers = [
            no_cycle(
                "derivation_cycle",
                "article_id",
                "source_id",
                "These texts would rest on each other in a circle.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.get_kind_display()} {self.source}"
