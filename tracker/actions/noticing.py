"""A new capture that lacks words we cite from an earlier one is brought to an editor, never mended silently."""

from __future__ import annotations

from tracker.actions.capturing import Captured
from tracker.models import Citation, Figure, NoticeKind, Quotation, SourceNotice, State

_SHOWN_CHARS = 120


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
        detail=f"{count} cited from an earlier capture {verb} not in the capture of {day:%Y-%m-%d}: “{shown}”",
        is_public=False,
    )


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
