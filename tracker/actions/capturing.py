"""What came back from an address, or stood in a file, becomes a capture of an article."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePath

from django.db import connection

from tracker.actions import store
from tracker.actions.errors import Refused
from tracker.actions.slugs import create_record
from tracker.ingest.addresses import canonical_url, registrable_domain
from tracker.ingest.article import read_article
from tracker.ingest.decode import clean_text
from tracker.ingest.errors import AddressRefused, IngestError
from tracker.ingest.fetch import Page
from tracker.ingest.types import ArticleFields
from tracker.models import Article, ArticleKind, Outlet, Precision, Snapshot, Submission

ABSENCE = {404: "not found", 410: "gone", 451: "withheld for legal reasons"}
_FOLD_HEADLINE = 500

KEPT_HEADERS = frozenset(
    """age cache-control content-disposition content-encoding content-language content-length content-location
    content-type date etag expires last-modified link memento-datetime retry-after server transfer-encoding vary via
    warning x-robots-tag""".split()
)
"""Headers of an answer that say something of the text or of how it came; what is meant for one visitor is not kept."""

_MAX_HEADERS, _MAX_HEADER_CHARS, _MAX_ADDRESS = 60, 2_000, 1_000


@dataclass(frozen=True, slots=True)
class Captured:
    """``snapshot`` is the newest capture of ``article``; ``is_new`` is False when it said the same already.

    ``article`` is None when there is no text at the address and none was held.
    """

    article: Article | None
    snapshot: Snapshot
    is_new: bool


def capture_page(submission: Submission, page: Page, fields: ArticleFields) -> Captured:
    """Record a fetched page as a capture of the article at its canonical address."""
    url = _address_of(page, fields)
    _lock(url)
    article = _article_at(url, page) or _new_article(fields, url=url, name=url)
    return _capture(submission, article, page.content, fields, captured_at=page.fetched_at, page=page)


def capture_file(
    submission: Submission, content: bytes, fields: ArticleFields, *, captured_at: datetime.datetime
) -> Captured:
    """Record a file as a capture of the article whose address it states, or whose text it holds, or a new one."""
    digest = _text_hash(fields.text)
    url = _stated_address(fields.canonical_url)
    _lock(url or digest)
    article = Article.objects.filter(url=url).first() if url else None
    if article is None and not url:
        same = Snapshot.objects.light().filter(sha256=digest).select_related("article").order_by("pk").first()
        article = same.article if same else None
    article = article or _new_article(fields, url=url, name=PurePath(submission.file_name).stem)
    return _capture(submission, article, content, fields, captured_at=captured_at)


def capture_absence(submission: Submission, page: Page) -> Captured:
    """Record that there is no text at an address: any more, if one is held, else a capture of no article."""
    url = canonical_url(page.url)
    _lock(url)
    article = Article.objects.filter(url__in=[url, _canonical_or(page.final_url, url)]).first()
    return _capture(submission, article, page.content, None, captured_at=page.fetched_at, page=page)


def known_outlet(domain: str) -> Outlet | None:
    """The outlet recorded under a registrable domain, its present or a former one; None for a blank domain."""
    if not domain:
        return None
    return (
        Outlet.objects.filter(domain=domain).first()
        or Outlet.objects.filter(former_domains__contains=[domain]).first()
    )


def outlet_for(domain: str, *, name: str = "") -> Outlet | None:
    """The outlet of a registrable domain, under its present or a former name; a draft is made if there is none."""
    if not domain or "." not in domain or domain.replace(".", "").isdigit() or ":" in domain:
        return None
    found = known_outlet(domain)
    if found is None:
        _lock(f"outlet {domain}")
        found = Outlet.objects.filter(domain=domain).first() or create_record(
            Outlet, name or domain, domain=domain, name=(name or domain)[:160]
        )
    return found


def day_of(value: str) -> tuple[datetime.date | None, str]:
    """A date cut to its precision ("2017", "2017-07", "2017-07-18") as day and precision; blank is no date."""
    parts = value.split("-") if value else []
    try:
        numbers = [int(part) for part in parts]
        day = datetime.date(*[*numbers, 1, 1][:3]) if numbers else None
    except (ValueError, TypeError) as error:
        raise Refused(f"“{value}” is not a date.", hint="Write 2017, 2017-07 or 2017-07-18.") from error
    return day, {1: Precision.YEAR, 2: Precision.MONTH}.get(len(parts), Precision.DAY)


def _capture(
    submission: Submission,
    article: Article | None,
    content: bytes,
    fields: ArticleFields | None,
    *,
    captured_at: datetime.datetime,
    page: Page | None = None,
) -> Captured:
    """A new snapshot if it says or answers something else than the newest one, else that one; noted on the submission.

    ``fields`` is None for an absence, ``page`` for a file.
    """
    text = fields.text if fields else ""
    status = page.status if page else 200
    newest = _newest(article, page)
    is_new = (
        newest is None
        or (newest.sha256, newest.status) != (_text_hash(text), status)
        or (fields is not None and not _states_alike(newest, content, fields, page))
    )
    if newest is None or is_new:
        newest = Snapshot.objects.create(
            article=article,
            captured_at=captured_at,
            status=status,
            content_type=page.content_type[:120] if page else "",
            headers=_kept_headers(page) if page else None,
            final_url=_address_kept(page) if page else "",
            file_name="" if page else submission.file_name,
            raw_sha256=store.keep(content),
            raw_size=len(content),
            text=text,
            sha256=_text_hash(text),
            text_length=len(text),
            extractor="tracker read_article" if text else "",
        )
    submission.article, submission.snapshot = article, newest
    submission.save()
    return Captured(article, newest, is_new)


def _newest(article: Article | None, page: Page | None) -> Snapshot | None:
    """The newest capture of an article, or of an address that had none."""
    if article is not None:
        captures = article.snapshots.light()
    else:
        captures = Snapshot.objects.light().filter(
            article=None, final_url=_address_kept(page) if page else ""
        )
    return captures.order_by("-captured_at", "-pk").first()


def _states_alike(newest: Snapshot, content: bytes, fields: ArticleFields, page: Page | None) -> bool:
    """Whether the bytes of ``newest``, a capture with the same text, state the same headline, authors and so on.

    Markup differs with every answer of many sites; a corrected headline does not show in the text. The held bytes
    are read anew, as if they had come from the same address, so that nothing but their content counts.
    """
    if newest.raw_sha256 == hashlib.sha256(content).hexdigest():
        return True
    try:
        held = read_article(
            store.read(newest.raw_sha256),
            content_type=newest.content_type,
            url=page.final_url if page else "",
            name=newest.file_name,
        )
    except (IngestError, Refused):
        return False
    # Where in the markup a field was found, and what the words are linked to, is no statement about the text.
    return replace(held, origins={}, links=()) == replace(fields, origins={}, links=())


def _kept_headers(page: Page) -> list[list[str]] | None:
    """Headers as received; None where the server only said that what we hold has not changed."""
    if page.not_modified:
        return None
    kept = [
        [name, value]
        for name, value in page.headers
        if name.lower() in KEPT_HEADERS and len(value) <= _MAX_HEADER_CHARS
    ]
    return [[clean_text(part) for part in pair] for pair in kept[:_MAX_HEADERS]]


def _address_kept(page: Page) -> str:
    return page.final_url if len(page.final_url) <= _MAX_ADDRESS else page.url


def _new_article(fields: ArticleFields, *, url: str, name: str) -> Article:
    published_on, precision = day_of(fields.published_on)
    headline = " ".join(fields.title.split())[:_FOLD_HEADLINE] or name[:_FOLD_HEADLINE]
    domain = registrable_domain(url) if url else fields.outlet_domain
    return create_record(
        Article,
        headline,
        url=url or None,
        headline=headline,
        byline=", ".join(fields.bylines)[:300],
        published_on=published_on,
        published_precision=precision,
        language=fields.language[:12],
        kind=fields.kind if fields.kind in ArticleKind.values else ArticleKind.NEWS,
        outlet=outlet_for(domain, name=fields.outlet_name),
    )


def _article_at(url: str, page: Page) -> Article | None:
    """The article at the canonical address, or at one that forwards to it."""
    return (
        Article.objects.filter(url=url).first()
        or Article.objects.filter(
            url__in=[_canonical_or(seen, url) for seen in (page.url, page.final_url, *page.redirects)]
        ).first()
    )


def _address_of(page: Page, fields: ArticleFields) -> str:
    """What the page calls its canonical address, if that is of the site it came from; no page speaks for another."""
    arrived = canonical_url(page.final_url)
    stated = _stated_address(fields.canonical_url)
    if stated and registrable_domain(stated) == registrable_domain(arrived):
        return stated
    return arrived


def _stated_address(url: str) -> str:
    try:
        return canonical_url(url) if url else ""
    except AddressRefused:
        return ""


def _canonical_or(url: str, otherwise: str) -> str:
    return _stated_address(url) or otherwise


def _text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _lock(what: str) -> None:
    """Two workers with one address: the second waits for the first and then finds its article."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [what])
