"""Tables of the download that have no list of their own: what hangs on records, and what proves them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.db.models import Case, Expression, F, Q, QuerySet, TextField, Value, When

from tracker.models import (
    AnnouncementEvent,
    ArticleJurisdiction,
    Citation,
    CodebookValue,
    Correction,
    Derivation,
    InstrumentEvent,
    InstrumentJurisdiction,
    JurisdictionAlias,
    Listing,
    QuotationJurisdiction,
    Redirect,
    Snapshot,
    SourceNotice,
    Target,
    Tenure,
)
from tracker.records import query
from tracker.records.columns import (
    Column,
    DateText,
    InstantText,
    RangeLast,
    RangeStart,
    YesNo,
    date_text,
    is_public,
    public,
)
from tracker.records.parameters import Clock


@dataclasses.dataclass(frozen=True, eq=False)
class Table:
    """A table of the download: its file is ``name``.csv. ``rows`` are those the public may see."""

    name: str
    summary: str
    rows: Callable[[], QuerySet]
    columns: tuple[Column, ...]
    order: tuple[str | Expression, ...] = ("id",)

    def csv_sql(self, clock: Clock, *, using: str) -> str:
        """The query behind the CSV. Ask inside the books it is to read."""
        sql, params = query.compose(
            self.rows(), self.columns, order=self.order, clock=clock, is_narrow=False, using=using, guard=True
        )
        return query.mogrified(sql, params, using=using)


def _source(path: str = "source") -> Column:
    return Column("source_slug", public(path, "slug"), "Slug of the article that says so.")


def _slug(name: str, path: str, of: str) -> Column:
    return Column(name, public(path, "slug"), f"Slug of the {of}; blank if none.")


# Each kind of row a citation proves: where its public record is found, and that record's kind.
PROVEN = {
    "jurisdiction": ("jurisdiction", "jurisdictions"),
    "organization": ("organization", "organizations"),
    "official": ("official", "officials"),
    "tenure": ("tenure__official", "officials"),
    "quotation": ("quotation", "quotations"),
    "list_edition": ("list_edition", "lists"),
    "listing": ("listing__edition", "lists"),
    "instrument": ("instrument", "instruments"),
    "position": ("position", "positions"),
    "announcement": ("announcement", "announcements"),
    "announcement_event": ("announcement_event__announcement", "announcements"),
    "figure": ("figure", "figures"),
    "derivation": ("derivation__article", "articles"),
}


def _cited() -> QuerySet[Citation]:
    shown = Q()
    for path, _ in PROVEN.values():
        shown |= is_public(path)
    return Citation.objects.filter(shown, article__state="published")


def _proven(value: Callable[[str, str, str], Expression | F | Value]) -> Case:
    whens = [
        When(**{f"{target}__isnull": False}, then=value(target, *found)) for target, found in PROVEN.items()
    ]
    return Case(*whens, output_field=TextField())


def _event_columns(record: str) -> tuple[Column, ...]:
    return (
        _slug(f"{record}_slug", record, record),
        Column("kind", "kind", "What happened."),
        Column(
            "happened_on",
            date_text("happened_on", "happened_precision"),
            "Day it happened, as precisely as known.",
            shown_as="date",
        ),
        Column("detail", "detail", "Detail in neutral words."),
    )


SPAN = (
    Column(
        "start", "start", "First character in the captured text, in code points from 0.", shown_as="number"
    ),
    Column("end", "end", "One past the last character.", shown_as="number"),
)

TABLES: tuple[Table, ...] = (
    Table(
        "tenures",
        "Offices officials held, each on a source's word.",
        lambda: Tenure.objects.filter(official__state="published"),
        (
            _slug("official_slug", "official", "official"),
            Column("title", "title", "Title of the office."),
            _slug("organization_slug", "organization", "body the office belongs to"),
            _slug("jurisdiction_slug", "jurisdiction", "jurisdiction the office governs"),
            Column(
                "first_day",
                DateText(RangeStart("during"), F("start_precision")),
                "First day in office, as precisely as known; blank if not known.",
                shown_as="date",
            ),
            Column(
                "last_day",
                DateText(RangeLast("during"), F("end_precision")),
                "Last day in office; blank if it lasts or is not known.",
                shown_as="date",
            ),
            Column("acting", YesNo(Q(is_acting=True)), "yes: held in an acting capacity."),
            Column(
                "observed_only",
                YesNo(Q(observed_only=True)),
                "yes: the source shows the office held on the first day only.",
            ),
            _source(),
        ),
        order=("official__slug", "during", "id"),
    ),
    Table(
        "listings",
        "Lines of list editions, as printed.",
        lambda: Listing.objects.filter(edition__state="published"),
        (
            _slug("list_slug", "edition", "list edition"),
            Column("line", "line", "Place in the edition, from 1.", shown_as="number"),
            Column("as_printed", "as_printed", "Name on the line, errors included."),
            Column("state_as_printed", "state_as_printed", "State on the line, as printed."),
            Column("kind_as_printed", "kind_as_printed", "Kind on the line, as printed."),
            Column("label_as_printed", "label_as_printed", "What the maker says of it, as printed."),
            Column("match_state", "match_state", "matched, ambiguous, unmatched or not_a_jurisdiction."),
            _slug("jurisdiction_slug", "jurisdiction", "jurisdiction it means, once matched"),
            Column(
                "retracted_on",
                date_text("retracted_on"),
                "Day the maker took the line back; blank if it stands.",
                shown_as="date",
            ),
            Column(
                "retraction_source_slug",
                public("retraction_source", "slug"),
                "Slug of the article that says so.",
            ),
        ),
        order=("edition__slug", "line", "id"),
    ),
    Table(
        "instrument_events",
        "Dated steps in the life of laws, orders and cases.",
        lambda: InstrumentEvent.objects.filter(instrument__state="published"),
        (*_event_columns("instrument"), _source()),
        order=("instrument__slug", "happened_on", "id"),
    ),
    Table(
        "instrument_jurisdictions",
        "Jurisdictions instruments belong to, or that are parties.",
        lambda: InstrumentJurisdiction.objects.filter(
            instrument__state="published", jurisdiction__state="published"
        ),
        (
            _slug("instrument_slug", "instrument", "instrument"),
            _slug("jurisdiction_slug", "jurisdiction", "jurisdiction"),
        ),
        order=("instrument__slug", "jurisdiction__slug"),
    ),
    Table(
        "announcement_events",
        "What became of announcements.",
        lambda: AnnouncementEvent.objects.filter(announcement__state="published"),
        (
            *_event_columns("announcement"),
            Column("searched", "searched", "For no_evidence: what was searched."),
            _slug("target_jurisdiction_slug", "target__jurisdiction", "target it concerns"),
            _source(),
        ),
        order=("announcement__slug", "happened_on", "id"),
    ),
    Table(
        "targets",
        "Whom announcements aim at.",
        lambda: Target.objects.filter(announcement__state="published"),
        (
            _slug("announcement_slug", "announcement", "announcement"),
            _slug("jurisdiction_slug", "jurisdiction", "jurisdiction aimed at"),
            Column(
                "class_as_printed",
                "class_as_printed",
                "The class aimed at, as printed; blank for a jurisdiction.",
            ),
            Column("detail", "detail", "What is said of this target."),
            _source(),
        ),
        order=("announcement__slug", "id"),
    ),
    Table(
        "citations",
        "What proves each record.",
        _cited,
        (
            Column(
                "record_kind",
                _proven(lambda target, path, kind: Value(kind)),
                "Kind of the record it proves.",
            ),
            Column(
                "record_slug",
                _proven(lambda target, path, kind: public(path, "slug")),
                "Slug of that record.",
            ),
            Column(
                "part",
                _proven(lambda target, path, kind: Value("" if target == path else target)),
                "The part of the record it proves (tenure, listing, announcement_event, derivation); blank: all.",
            ),
            Column("stance", "stance", "supports, disputes or mentions."),
            Column("article_slug", public("article", "slug"), "Slug of the text cited."),
            Column(
                "article_url", "article__url", "Where it was published; blank for a file.", shown_as="url"
            ),
            Column("snapshot", "snapshot__sha256", "SHA-256 of the captured text; blank if not captured."),
            *SPAN,
            Column("exact", "exact", "The passage, exactly as captured.", shown_as="quote"),
            Column("locator", "locator", "Page, section or row, as printed."),
            Column("note", "note", "How the text was read."),
        ),
    ),
    Table(
        "derivations",
        "Which text rests on which.",
        lambda: Derivation.objects.filter(article__state="published", source__state="published"),
        (
            Column("article_slug", public("article", "slug"), "Slug of the text that rests on another."),
            _source(),
            Column("kind", "kind", "re_reports, excerpts, syndicates, translates or corrects."),
            Column(
                "stated_as", "stated_as", "How the text itself says so, as printed; blank if it does not."
            ),
        ),
    ),
    Table(
        "snapshots",
        "Captures: what an address returned at one moment. Texts are not part of the download.",
        lambda: Snapshot.objects.filter(article__state="published"),
        (
            Column("article_slug", public("article", "slug"), "Slug of the text it is a capture of."),
            Column("captured_at", InstantText("captured_at"), "When it was captured (UTC).", shown_as="date"),
            Column("status", "status", "HTTP status; 200 for a file.", shown_as="number"),
            Column("content_type", "content_type", "Media type, as served."),
            Column("final_url", "final_url", "Address after redirects.", shown_as="url"),
            Column("raw_sha256", "raw_sha256", "SHA-256 of the bytes received."),
            Column("raw_size", "raw_size", "Bytes received.", shown_as="number"),
            Column("sha256", "sha256", "SHA-256 of the extracted text (UTF-8)."),
            Column("text_length", "text_length", "Characters of that text (code points).", shown_as="number"),
            Column("extractor", "extractor", "Name and version of the text extractor."),
            Column("archive_url", "archive_url", "Copy in a public web archive, if known.", shown_as="url"),
        ),
    ),
    Table(
        "notices",
        "What is noted about sources: corrected, withdrawn, changed, unreliable.",
        lambda: SourceNotice.objects.filter(is_public=True, article__state="published"),
        (
            Column("article_slug", public("article", "slug"), "Slug of the text concerned."),
            Column(
                "snapshot",
                "snapshot__sha256",
                "SHA-256 of the captured text concerned; blank: the whole text.",
            ),
            Column("kind", "kind", "corrected, withdrawn, changed or unreliable."),
            Column("noticed_on", date_text("noticed_on"), "Day it happened, or was found.", shown_as="date"),
            Column("detail", "detail", "What happened, in neutral words."),
            _source(),
        ),
    ),
    Table(
        "jurisdiction_aliases",
        "Other names jurisdictions are printed under.",
        lambda: JurisdictionAlias.objects.filter(jurisdiction__state="published"),
        (
            _slug("jurisdiction_slug", "jurisdiction", "jurisdiction"),
            Column("name", "name", "The other name, as printed."),
        ),
        order=("jurisdiction__slug", "name"),
    ),
    Table(
        "article_jurisdictions",
        "Jurisdictions that articles name.",
        lambda: ArticleJurisdiction.objects.filter(
            article__state="published", jurisdiction__state="published"
        ),
        (
            Column("article_slug", public("article", "slug"), "Slug of the article."),
            _slug("jurisdiction_slug", "jurisdiction", "jurisdiction"),
            Column("as_printed", "as_printed", "How the article names it."),
        ),
    ),
    Table(
        "quotation_jurisdictions",
        "Jurisdictions that quotations are about.",
        lambda: QuotationJurisdiction.objects.filter(
            quotation__state="published", jurisdiction__state="published"
        ),
        (
            _slug("quotation_slug", "quotation", "quotation"),
            _slug("jurisdiction_slug", "jurisdiction", "jurisdiction"),
        ),
    ),
    Table(
        "codebook",
        "Values a position may take, by version of the codebook.",
        lambda: CodebookValue.objects.all(),
        (
            Column("codebook", "codebook", "Version of the codebook."),
            Column("dimension", "dimension", "On which question."),
            Column("value", "value", "Code."),
            Column("label", "label", "Short neutral label."),
            Column("definition", "definition", "When the value is used, with the evidence it asks for."),
        ),
        order=("codebook", "dimension", "rank", "id"),
    ),
    Table(
        "corrections",
        "The public log of what we corrected. A retracted record's name is not repeated.",
        lambda: Correction.objects.all(),
        (
            Column("made_at", InstantText("made_at"), "When (UTC).", shown_as="date"),
            Column("record_kind", "record_kind", "Kind of record."),
            Column("record_slug", "record_slug", "Its slug at the time."),
            Column("kind", "kind", "corrected, withdrawn, merged or clarified."),
            Column("summary", "summary", "What was wrong and what it says now."),
            Column("role", "role", "Role of the person who changed it."),
        ),
    ),
    Table(
        "redirects",
        "Slugs that moved.",
        lambda: Redirect.objects.all(),
        (
            Column("kind", "kind", "Kind of record."),
            Column("old_slug", "old_slug", "Slug that was published."),
            Column("new_slug", "new_slug", "Slug that answers for it now."),
        ),
        order=("kind", "old_slug"),
    ),
)
"""Every table of the download beside the public kinds."""
