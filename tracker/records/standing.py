"""What stands on a day: editions of lists and their lines, laws and orders in force."""

from __future__ import annotations

import datetime

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from tracker.models import (
    Instrument,
    InstrumentEvent,
    InstrumentEventKind,
    InstrumentKind,
    ListEdition,
    Listing,
    State,
)


def not_withdrawn(day: datetime.date) -> Q:
    """Editions published by the day and not withdrawn by it."""
    return Q(published_on__lte=day) & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day))


def standing_editions(day: datetime.date) -> QuerySet[ListEdition]:
    """Each maker's newest edition by the day, unless it was withdrawn by then.

    An older edition does not come back when the newest is withdrawn: its maker replaced it.
    """
    later = ListEdition.objects.published().filter(
        Q(published_on__gt=OuterRef("published_on"))
        | Q(published_on=OuterRef("published_on"), pk__gt=OuterRef("pk")),
        maker=OuterRef("maker"),
        published_on__lte=day,
    )
    return ListEdition.objects.published().filter(not_withdrawn(day)).exclude(Exists(later))


def standing_listings(day: datetime.date) -> QuerySet[Listing]:
    """Matched lines of standing editions, not retracted by the day."""
    return Listing.objects.filter(
        Q(retracted_on__isnull=True) | Q(retracted_on__gt=day),
        edition__in=standing_editions(day),
        edition__maker__state=State.PUBLISHED,
        jurisdiction__isnull=False,
    )


K = InstrumentEventKind
DECIDING = (K.EFFECTIVE, K.ENJOINED, K.UPHELD, K.REVERSED, K.DISMISSED, K.REPEALED, K.VETOED, K.REJECTED)
ENDING = (K.ENJOINED, K.REPEALED, K.VETOED, K.REJECTED)
CASES = (InstrumentKind.COURT_CASE, InstrumentKind.COURT_RULING)


def in_force_on(rows: QuerySet[Instrument], day: datetime.date) -> QuerySet[Instrument]:
    """Instruments in force on a day by their own dated events.

    Begun: took effect by then, or, where no day of effect is recorded, was adopted, signed or filed by then.
    Not ended: the last deciding event by then is no injunction (in part counts too), repeal, veto or
    rejection, and for court papers no reversal or dismissal.
    """
    events = InstrumentEvent.objects.filter(instrument=OuterRef("pk"))
    last = (
        events.filter(kind__in=DECIDING, happened_on__lte=day).order_by("-happened_on", "-id").values("kind")
    )
    effect = events.filter(kind=K.EFFECTIVE).order_by("happened_on", "id").values("happened_on")
    begun = events.filter(kind__in=[K.ADOPTED, K.SIGNED, K.FILED], happened_on__lte=day)
    rows = rows.alias(
        last_deciding=Subquery(last[:1]),
        took_effect_on=Subquery(effect[:1]),
        begins_on=Case(
            When(took_effect_on__isnull=False, then=F("took_effect_on")),
            default=F("adopted_on"),
            output_field=DateField(),
        ),
    )
    return rows.filter(
        Q(begins_on__lte=day) | (Q(took_effect_on__isnull=True) & Exists(begun)),
        Q(last_deciding__isnull=True)
        | ~(Q(last_deciding__in=ENDING) | Q(last_deciding__in=[K.REVERSED, K.DISMISSED], kind__in=CASES)),
    )
