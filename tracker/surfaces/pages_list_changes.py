"""What changed from the edition before, or beside another maker's list: page and CSV."""

from __future__ import annotations

import dataclasses
from typing import Any
from urllib.parse import urlencode

from django.db import router
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.models import ListEdition, Redirect
from tracker.records import RECORDS
from tracker.records.list_changes import KINDS, Changed, changes_between, csv_of, edition_before
from tracker.records.parameters import BadParameters, Clock, given_values, instant, read_shared, unknown
from tracker.surfaces.context import bad_parameters, books, show
from tracker.surfaces.exports import plain_refusal, shared_with_all
from tracker.surfaces.pages import missing

SHOWN = 300
"""Changes of one kind on the page; the CSV has all."""

_KNOWN = ("with", "as_of", "known_at")


@dataclasses.dataclass(frozen=True)
class _Compared:
    """Two editions and what changed; ``first`` is None when the maker has no earlier one."""

    first: ListEdition | None
    second: ListEdition
    changes: dict[str, list[Changed]]

    @property
    def is_sequence(self) -> bool:
        """Whether both are one maker's, in the order it published them."""
        first = self.first
        return (
            first is not None
            and first.maker_id == self.second.maker_id
            and first.published_on <= self.second.published_on
        )


def _read(request: HttpRequest) -> tuple[Clock, str]:
    """The clock, and the slug of the other edition or blank. Raises BadParameters."""
    values = given_values(request.GET)
    shared, errors = read_shared(values, now=timezone.now(), sorts=("line",))
    errors = {name: sentence for name, sentence in errors.items() if name in _KNOWN}
    errors |= unknown(values, known=_KNOWN, plural="the changes of a list")
    if len(values.get("with", ())) > 1:
        errors["with"] = "may be given once only."
    if errors:
        raise BadParameters(errors)
    return shared.clock, "".join(values.get("with", ()))


def _compared(slug: str, other: str, clock: Clock) -> _Compared | None:
    """The comparison asked for; None if no published list has the slug. Raises BadParameters."""
    rows = ListEdition.objects.published().select_related("maker")
    second = rows.filter(slug=slug).first()
    if second is None:
        return None
    first = edition_before(second)
    if other:
        first = rows.filter(slug=other).first()
        if first is None or first.pk == second.pk:
            raise BadParameters({"with": f"must be the slug of another published list: {other}"})
    changes = changes_between(first, second, day=clock.day) if first else {}
    return _Compared(first, second, changes)


@require_safe
def list_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """The page. A retracted, moved or unknown list is answered as its own page answers."""
    try:
        clock, other = _read(request)
        with books(clock, ListEdition):
            compared = _compared(slug, other, clock)
            if compared is not None:
                context = {**_context(compared, clock), "other": other}
                return show(request, "pages/list_changes.html", context, section="lists")
    except BadParameters as error:
        return bad_parameters(request, error)
    moved = Redirect.objects.filter(kind="lists", old_slug=slug).first()
    if moved is not None:
        return HttpResponsePermanentRedirect(f"/lists/{moved.new_slug}/changes/")
    return missing(request, slug, record=RECORDS["lists"])


def _context(compared: _Compared, clock: Clock) -> dict[str, Any]:
    first, second = compared.first, compared.second
    pairs = [("with", first.slug if first else "")]
    pairs += [("as_of", clock.as_of.isoformat() if clock.as_of else "")]
    pairs += [("known_at", instant(clock.known_at) if clock.known_at else "")]
    return {
        "clock": clock,
        "first": first,
        "second": second,
        "is_sequence": compared.is_sequence,
        "counts": {kind: len(compared.changes.get(kind, ())) for kind in KINDS},
        "changes": {kind: compared.changes.get(kind, [])[:SHOWN] for kind in KINDS},
        "withdrawn": [
            edition
            for edition in (first, second)
            if edition and edition.withdrawn_on and edition.withdrawn_on <= clock.day
        ],
        "partial": [edition for edition in (first, second) if edition and edition.is_partial],
        "offered": list(
            ListEdition.objects.published()
            .exclude(pk=second.pk)
            .select_related("maker")
            .defer("criteria", "note")
        ),
        "shown": SHOWN,
        "query": urlencode([pair for pair in pairs if pair[1]]),
    }


@require_safe
def list_changes_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same changes as CSV, all of them."""
    try:
        clock, other = _read(request)
        with books(clock, ListEdition):
            compared = _compared(slug, other, clock)
            if compared is None:
                raise Http404
            body = csv_of(
                compared.changes,
                first=compared.first,
                second=compared.second,
                using=router.db_for_read(ListEdition),
            )
    except BadParameters as error:
        return plain_refusal(error)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8; header=present")
    day = clock.day.isoformat()
    response["Content-Disposition"] = f'attachment; filename="changes_{slug}_{day}.csv"'
    return shared_with_all(response)
