"""What every page needs: its clock, its place in the site, the books it is read from."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from django.db import router
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from tracker.models import Jurisdiction
from tracker.models.known import as_known, books_began
from tracker.records.parameters import SHARED, BadParameters, Clock, given_values, read_shared, unknown
from tracker.surfaces.clock_links import with_clocks


@dataclasses.dataclass(frozen=True)
class Asked:
    """What the query string of a page that shows one thing asks for."""

    clock: Clock
    page: int = 1

    @property
    def is_past(self) -> bool:
        """Whether the page is about another day, or another state of the books, than now."""
        return self.clock.as_of is not None or self.clock.known_at is not None


def asked(request: HttpRequest, *, known: Iterable[str] = ("as_of", "known_at"), what: str) -> Asked:
    """Read ``as_of``, ``known_at`` and ``page``, as far as ``known`` names them.

    ``what``: the pages that take them, in the plural, for the sentence. Raises BadParameters.
    """
    known = tuple(known)
    values = given_values(request.GET)
    shared, errors = read_shared(values, now=timezone.now(), sorts=("newest",))
    errors = {name: sentence for name, sentence in errors.items() if name in known or name not in SHARED}
    errors |= unknown(values, known=known, plural=what)
    if errors:
        raise BadParameters(errors)
    return Asked(shared.clock, shared.page)


def books(clock: Clock, model: type[Model]) -> Any:
    """The books as they stood at the clock's ``known_at``, on the database this request reads."""
    return as_known(clock.known_at, using=router.db_for_read(model))


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    section: str,
    is_index: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Render a page. ``section``: first part of its address; ``is_index``: it is that section's own page.

    A page with a ``clock`` in its context says what it is read as of, and its links keep that.
    """
    clock = context.get("clock")
    told = _told(clock) if clock else {}
    page = render_to_string(
        template, {"section": section, "is_index": is_index, **told, **context}, request=request
    )
    return HttpResponse(with_clocks(page, clock, here=request.path) if clock else page, status=status)


def _told(clock: Clock) -> dict[str, Any]:
    """What the date control and the line above the page say beside the clocks themselves."""
    began = books_began(using=router.db_for_read(Jurisdiction)) if clock.known_at else None
    today = day_of(clock.now)
    return {
        "today": today,
        "books_began": began,
        "is_before_books": bool(clock.known_at and (began is None or clock.known_at < began)),
        "is_ahead": bool(clock.as_of and clock.as_of > today),
    }


def bad_parameters(request: HttpRequest, error: BadParameters) -> HttpResponse:
    """The 400 page: each wrong parameter by name, and what was expected."""
    return render(
        request,
        "400.html",
        {"problems": sorted(error.errors.items()), "way_on": request.path},
        status=400,
    )


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day of a moment, in UTC."""
    return moment.astimezone(datetime.UTC).date()
