"""The article a list was read at."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser

from tracker.actions import context
from tracker.actions.errors import Refused, explained
from tracker.actions.permissions import require_curator
from tracker.actions.slugs import create_record
from tracker.ingest.addresses import parse_address
from tracker.ingest.errors import IngestError
from tracker.models import Article, ArticleKind


def source_at(url: str, *, headline: str, by: AbstractUser) -> Article:
    """The article at an address, entered as a draft of kind "list" if the books lack it.

    Raises Refused for an address that is none.
    """
    require_curator(by, "enter a source")
    try:
        parse_address(url)
    except IngestError as error:
        raise Refused(str(error), field="url") from error
    known = Article.objects.filter(url=url).first()
    if known is not None:
        return known
    with explained(), context.by(by, f"Enter the source “{headline}”"):
        return create_record(Article, headline, url=url, headline=headline, kind=ArticleKind.LIST)
