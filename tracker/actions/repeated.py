"""What an article has recorded already: the same thing read once more, elsewhere or in another capture, is refused.

Two people who accept at once are told apart by a lock on the article: the second finds the first one's record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from tracker.actions.errors import Refused
from tracker.actions.payloads import folded
from tracker.models import Announcement, Article, Figure, Official, Organization, Quotation, State, Utterance

Record = TypeVar("Record", Quotation, Figure)


def check_said_once(article: Article, exact: str, utterance: Utterance) -> None:
    """Raises Refused when a quotation of ``article`` prints the words of that speaker already.

    Words said again on another day or occasion are other words, if the person says so.
    """

    def is_same(other: Quotation) -> bool:
        earlier = other.utterance
        again = (utterance.said_on and utterance.said_on != earlier.said_on) or (
            utterance.occasion and utterance.occasion != earlier.occasion
        )
        return not again and _is_one(_names(utterance), _names(earlier))

    _lock(article)
    recorded = Quotation.objects.filter(snapshot__article=article).select_related(
        "utterance__official", "utterance__organization"
    )
    if _holds(recorded.defer("snapshot__text"), exact, is_same):
        raise Refused(
            f"These words of {utterance.official or utterance.organization or utterance.speaker_label} are "
            "recorded from this text already.",
            field="said_on",
            hint="Reject this one; or say on what other day or occasion they were said again.",
        )


def check_claimed_once(figure: Figure) -> None:
    """Raises Refused when the article of an unsaved figure has the same claim in the same words already."""
    same = {
        name: getattr(figure, name)
        for name in (
            *("value_low", "value_high", "unit", "hedge", "direction", "metric", "period", "baseline"),
            "population",
        )
    }
    _lock(figure.article)
    recorded = Figure.objects.filter(article=figure.article, **same).select_related(
        "official", "organization"
    )
    if _holds(recorded, figure.exact, lambda other: _is_one(_names(figure), _names(other))):
        raise Refused(
            "This claim is recorded from this text already, in the same words.",
            field="metric",
            hint="Reject this one; or say in what it differs: period, comparison, among whom.",
        )


def check_announced_once(article: Article, announcement: Announcement) -> None:
    """Raises Refused when the article is cited for the same act of the same day already."""
    _lock(article)
    same = Announcement.objects.exclude(state=State.RETRACTED).filter(
        citations__article=article,
        kind=announcement.kind,
        title__iexact=announcement.title,
        announcer=announcement.announcer,
        announced_on=announcement.announced_on,
    )
    if same.exists():
        raise Refused(
            f"“{announcement.title}” is recorded from this text already.",
            field="title",
            hint="Reject this one, or give what it announces a title of its own.",
        )


def _lock(article: Article) -> None:
    Article.objects.select_for_update(no_key=True).only("pk").get(pk=article.pk)


def _holds(recorded: Iterable[Record], exact: str, is_same: Callable[[Record], bool]) -> bool:
    """Whether one of them, not retracted, prints the words; blanks and line ends make no difference."""
    words = exact.split()
    return any(
        one.exact.split() == words and is_same(one) for one in recorded if one.state != State.RETRACTED
    )


def _names(spoken: Utterance | Figure) -> tuple[Official | Organization | None, set[str]]:
    """The record of who spoke, and the folded names they are printed under."""
    if spoken.official is not None:
        return spoken.official, {folded(name) for name in (spoken.official.name, *spoken.official.aliases)}
    if spoken.organization is not None:
        body = spoken.organization
        return body, {folded(name) for name in (body.name, body.short_name, *body.aliases) if name}
    return None, {folded(spoken.speaker_label)}


def _is_one(
    one: tuple[Official | Organization | None, set[str]],
    other: tuple[Official | Organization | None, set[str]],
) -> bool:
    """Whether two speakers are one: the same record, or one printed under a name of the other."""
    if one[0] is not None and other[0] is not None:
        return one[0] == other[0]
    return not one[1].isdisjoint(other[1])
