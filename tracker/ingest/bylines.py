"""Who a byline names: "By Ana Quill and Bo Lim, Staff Writers" is Ana Quill and Bo Lim."""

from __future__ import annotations

import re

from tracker.ingest.decode import clean_text

_MAX_CHARS = 300
_MAX_NAMES = 12
_LEAD = re.compile(
    r"^\W*(?:(?:story|analysis|report|opinion|column|commentary|written|reported|posted|published|reporting)\s+)?by\b\s*:?\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|/•·\n]|\s&\s|\band\b|,\s*(?!(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq)\b))\s*", re.IGNORECASE
)
# What stands beside a name in a byline: roles, desks, dates, times, handles.
_NOT_A_NAME = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|columnists?|contributors?|contributing|special to|bureau|"
    r"desk|newsroom|chief|producer|fellow|intern|updated|published|posted|updates?|min(?:ute)?s? read|am|pm|a\.m|p\.m|"
    r"est|edt|admin(?:istrator)?|author|guest|photos?|photograph(?:s|er|y)?)\b|[@\d]|https?:|www\.",
    re.IGNORECASE,
)
_TRAILER = re.compile(
    r"\s*(?:\(.*|[|•·].*|\s[-–—]\s.*|\b(?:for|of|from|at|via)\s+(?:the\s+)?[A-Z].*|,.*\d.*)$"
)
_WORD = re.compile(r"[^\W\d_]")


def read_byline(text: str, *, outlet: str = "") -> tuple[str, ...]:
    """The names in a byline as printed, in order, without roles, dates, handles and the outlet's name.

    An agency standing alone ("The Associated Press") is kept: that is whom the page credits.
    """
    text = " ".join(clean_text(text[:_MAX_CHARS]).split(" "))
    text = _LEAD.sub("", text.strip())
    names: list[str] = []
    for part in _SPLIT.split(text):
        # "and" after a serial comma leaves the lead-in on later names too.
        name = _TRAILER.sub("", " ".join(_LEAD.sub("", part).split())).strip(" .,:-–—")
        if _is_name(name) and not _is_same(name, outlet):
            names.append(_in_title_case(name))
    return tuple(dict.fromkeys(names))[:_MAX_NAMES]


def _is_name(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 6 or not 3 <= len(name) <= 60 or _NOT_A_NAME.search(name):
        return False
    return bool(_WORD.match(name)) and name[0].isupper()


def _is_same(name: str, outlet: str) -> bool:
    def folded(text: str) -> str:
        return re.sub(r"\W|^the\s", "", text.casefold())

    return bool(outlet) and folded(name) == folded(outlet)


def _in_title_case(name: str) -> str:
    """A byline set in capitals, as a name is written; other names as they stand."""
    if not name.isupper() or " " not in name:
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0] if len(word[0]) == 1 else word[0].capitalize(), name)
