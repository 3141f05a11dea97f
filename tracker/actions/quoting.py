"""Words of others inside sentences of ours."""

from __future__ import annotations

_MARKS = str.maketrans({"“": "‘", "”": "’", '"': "'"})


def quoted(words: str) -> str:
    """``words`` between quotation marks, marks inside them made single ones."""
    return f"“{words.translate(_MARKS)}”"
