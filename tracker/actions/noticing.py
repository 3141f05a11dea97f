"""Sources that were corrected, withdrawn or changed: labelled in public, and all that rests on them gone through.

A new capture that lacks words we cite from an earlier one is brought to an editor, never mended silently.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models.functions import Now

from tracker.actions import context
from tracker.actions.capturing import Captured
from tracker.actions.errors import Refused, explained
from tracker.actions.kinds import KINDS, kind_of
from tracker.actions.permissions import require_curator, require_editor
from tracker.actions.publishing import retract
from tracker.actions.quoting import quoted
from tracker.models import (
    Article,
    CheckOutcome,
    Citation,
    Correction,
    Figure,
    ListEdition,
    NoticeCheck,
    NoticeKind,
    Quotation,
    Snapshot,
    SourceNotice,
    Stance,
    State,
)
from tracker.models.base import PublishedModel
from tracker.models.notices import RESTING, resting_on

_SHOWN_CHARS = 120

Noticed = Article | Snapshot | ListEdition | Figure
"""What can be found corrected or withdrawn. An edition or a figure stands for the text it was printed in."""


def notice_change(captured: Captured) -> SourceNotice | None:
    """A notice, not public yet, if cited words are not in a new capture any more; None if all are there.

    What rests on the earlier capture stays anchored there. Blanks and line ends do not count as a change.
    """
    if not captured.is_new:
        return None
    now = _one_line(captured.snapshot.text)
    gone = [words for words in _cited_words(captured) if _one_line(words) not in now]
    if not gone:
        return None
    day = captured.snapshot.captured_at.date()
    shown = gone[0] if len(gone[0]) <= _SHOWN_CHARS else gone[0][: _SHOWN_CHARS - 1] + "…"
    count = "A passage" if len(gone) == 1 else f"{len(gone)} passages"
    verb = "is" if len(gone) == 1 else "are"
    return SourceNotice.objects.create(
        article=captured.article,
        snapshot=captured.snapshot,
        kind=NoticeKind.CHANGED,
        noticed_on=day,
        detail=f"{count} cited from an earlier capture {verb} not in the capture of {day:%Y-%m-%d}: {quoted(shown)}",
        is_public=False,
    )


def announce(
    about: Noticed,
    *,
    kind: NoticeKind,
    noticed_on: datetime.date,
    detail: str,
    by: AbstractUser,
    article: Article | None = None,
    source: Article | None = None,
    is_public: bool = True,
) -> SourceNotice:
    """Say that a source was corrected, withdrawn, changed or found unreliable.

    ``detail`` says in neutral words what happened; it is shown wherever the source is cited when
    ``is_public``. ``article`` is the text concerned, where a list was printed in several. ``source`` is the text
    that says so, if another does. What rests on the source is not
    changed: it waits to be looked at. Raises NotAllowed, or Refused naming the field at fault.
    """
    require_editor(by, "put a notice on a source")
    if not detail.strip():
        raise Refused(
            "A notice needs its words.", field="detail", hint="Say what happened, in neutral words."
        )
    article, snapshot = _source_of(about, article)
    with explained(), context.by(by, f"Put a notice on “{article}”"):
        return SourceNotice.objects.create(
            article=article,
            snapshot=snapshot,
            kind=kind,
            noticed_on=noticed_on,
            detail=detail.strip(),
            source=source,
            is_public=is_public,
        )


def show_notice(notice: SourceNotice, *, is_public: bool, by: AbstractUser) -> SourceNotice:
    """Show a notice beside all that rests on its source, or keep it to curators."""
    require_editor(by, "show or hide a notice")
    with explained(), context.by(by, "Show the notice" if is_public else "Keep the notice to curators"):
        notice.is_public = is_public
        notice.save()
    return notice


def check(
    notice: SourceNotice, record: PublishedModel, *, outcome: CheckOutcome, by: AbstractUser, reason: str = ""
) -> NoticeCheck:
    """Say what was found of one record that rests on the source of a notice.

    ``stands``: nothing to change. ``corrected``: it was corrected since the notice, which is looked up.
    ``retracted``: it is retracted now, with ``reason`` as the public line. Raises NotAllowed or Refused.
    """
    require_curator(by, "say what a changed source means for a record")
    kind = kind_of(record)
    if not resting_on(type(record), kind, notice.article_id).filter(pk=record.pk).exists():
        raise Refused(f"“{record}” does not rest on this source.", hint="Look at the list again.")
    if outcome == CheckOutcome.CORRECTED and not _was_changed(record, since=notice.created_at):
        raise Refused(
            f"“{record}” was not changed since the notice.", hint="Correct it first, or say that it stands."
        )
    with explained(), context.by(by, reason or f"Look at what rests on “{notice.article}”"):
        if outcome == CheckOutcome.RETRACTED:
            retract(record, by=by, reason=reason)
        return NoticeCheck.objects.create(
            notice=notice,
            record_kind=kind,
            record_id=record.pk,
            outcome=outcome,
            reason=reason[:300],
            decided_by=by,
        )


def check_all(notice: SourceNotice, *, kind: str, by: AbstractUser, reason: str) -> int:
    """Say of all records of a kind that still wait that they stand; how many that were.

    For a notice that touches thousands of records and means nothing for any of them; ``reason`` says why.
    """
    require_editor(by, "say that many records stand")
    if kind not in RESTING:
        raise Refused("There is no such kind of record.", hint="Look at the list again.")
    if not reason.strip():
        raise Refused(
            "Many records at once need a reason.", field="reason", hint="Say why all of them stand."
        )
    looked_at = notice.checks.filter(record_kind=kind).values("record_id")  # type: ignore[attr-defined]
    rows = resting_on(KINDS[kind], kind, notice.article_id).exclude(pk__in=looked_at)
    with explained(), context.by(by, reason):
        made = NoticeCheck.objects.bulk_create(
            (
                NoticeCheck(
                    notice=notice,
                    record_kind=kind,
                    record_id=pk,
                    outcome=CheckOutcome.STANDS,
                    reason=reason.strip()[:300],
                    decided_by=by,
                )
                for pk in rows.values_list("pk", flat=True)
            ),
            batch_size=2000,
        )
    return len(made)


def waiting(notice: SourceNotice) -> dict[str, int]:
    """How many records of each kind rest on the source and were not looked at yet; kinds with none left out."""
    checked: dict[str, list[int]] = {}
    for kind, pk in notice.checks.values_list("record_kind", "record_id"):  # type: ignore[attr-defined]
        checked.setdefault(kind, []).append(pk)
    counts = {
        kind: resting_on(KINDS[kind], kind, notice.article_id).exclude(pk__in=checked.get(kind, ())).count()
        for kind in RESTING
    }
    return {kind: count for kind, count in counts.items() if count}


def resolve(notice: SourceNotice, *, by: AbstractUser) -> SourceNotice:
    """Close a notice: all that rests on its source was looked at. The public label stays."""
    require_editor(by, "resolve a notice")
    if notice.resolved_at is not None:
        raise Refused("This notice is resolved already.", hint="Nothing needs to be done.")
    left = sum(waiting(notice).values())
    if left:
        raise Refused(
            f"{left} record{'' if left == 1 else 's'} resting on this source "
            f"{'was' if left == 1 else 'were'} not looked at yet.",
            hint="Say of each what you found.",
        )
    with explained(), context.by(by, "Resolve the notice"):
        notice.resolved_at = Now()  # type: ignore[assignment]
        notice.save()
    notice.refresh_from_db()
    return notice


def printed_in(about: Noticed) -> list[Article]:
    """The texts a notice about something may concern: those it was printed in."""
    if isinstance(about, Article):
        return [about]
    if isinstance(about, ListEdition):
        cited = about.citations.filter(stance=Stance.SUPPORTS)  # type: ignore[attr-defined]
        return list(dict.fromkeys(one.article for one in cited.select_related("article").order_by("pk")))
    return [about.article] if about.article is not None else []


def first_words(about: Noticed) -> dict[str, Any]:
    """What a notice may begin with, to be changed by who writes it: a list that was withdrawn says so itself."""
    if not isinstance(about, ListEdition) or about.withdrawn_on is None:
        return {}
    return {
        "kind": NoticeKind.WITHDRAWN,
        "noticed_on": about.withdrawn_on,
        "detail": f"{about.maker} withdrew {quoted(about.title)}.",
        "source": about.withdrawal_source,
    }


def _source_of(about: Noticed, article: Article | None) -> tuple[Article, Snapshot | None]:
    """The text, and the capture of it, that a notice about something belongs to."""
    texts = printed_in(about)
    if article is None and len(texts) == 1:
        article = texts[0]
    if article not in texts or article is None:
        raise Refused(
            f"“{about}” is cited to {len(texts)} texts." if texts else "This capture is of no text.",
            field="article",
            hint="Choose the text that was corrected or withdrawn." if texts else "Nothing can rest on it.",
        )
    if isinstance(about, Snapshot):
        return article, about
    return article, about.snapshot if isinstance(about, Figure) else None


def _was_changed(record: PublishedModel, *, since: datetime.datetime) -> bool:
    """Whether a public record has a line in the log since, or a draft was saved."""
    if record.published_at is None:
        return record.updated_at >= since and record.version > 1
    return Correction.objects.filter(
        record_kind=kind_of(record), record_slug=record.slug, made_at__gte=since
    ).exists()


def _cited_words(captured: Captured) -> list[str]:
    """Passages of earlier captures of the article that quotations, figures and citations stand on."""
    passages: dict[str, None] = {}
    for model in (Quotation, Figure, Citation):
        rows = model._default_manager.filter(snapshot__article=captured.article).exclude(
            snapshot=captured.snapshot
        )
        if model is not Citation:
            rows = rows.exclude(state=State.RETRACTED)
        passages.update(dict.fromkeys(rows.exclude(exact="").order_by("pk").values_list("exact", flat=True)))
    return list(passages)


def _one_line(text: str) -> str:
    return " ".join(text.split())
