"""Articles with their speakers renamed at random, to see whether extraction lives on names it knows.

Every given name and surname of a quoted person is exchanged for another of the census lists, the same one
all through an article; given names keep their gender. Coined names are made of syllables instead and stand in
no list: what tells a person and "he" from "she" is then the text alone. Spans and names of the labels move along.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Sequence, Set
from typing import Any

from tracker.ingest.given_names import given_names, surnames
from tracker.ingest.name_runs import SUFFIXES

_COMMONEST = 4_000
_SHORTEST = 3
_COINED = 600
_PRONOUNS = {"he": "m", "she": "f"}
_ONSETS = "b br c d dr f g gl h j k l m n p pr qu r s sk st t tr v w z".split()
_VOWELS = "a e i o u ai ea io".split()
_CODAS = {"given": ["", "n", "l", "m", "r"], "surname": ["ck", "ld", "nt", "rsk", "x", "mb", "rn", "tz"]}

Document = dict[str, Any]


def renamed(documents: Sequence[Document], *, seed: int, coined: bool = False) -> list[Document]:
    """Copies of labelled documents with other names in text and labels; the same for the same seed.

    The names come from the census lists, or are ``coined`` and known to no list.
    """
    dice = random.Random(seed)
    genders = given_names()
    shares = surnames()
    if coined:
        known = genders.keys() | shares.keys()
        given = dict.fromkeys(("m", "f"), _coined(dice, "given", known))
        family = _coined(dice, "surname", known)
    else:
        given = {
            gender: sorted(name for name, of in genders.items() if of == gender and len(name) >= _SHORTEST)
            for gender in ("m", "f")
        }
        commonest = sorted(shares, key=lambda name: (-shares[name], name))[:_COMMONEST]
        family = [name for name in commonest if len(name) >= _SHORTEST]
    return [_renamed(document, dice, genders, given, family) for document in documents]


def _coined(dice: random.Random, part: str, known: Set[str]) -> list[str]:
    """Names of two syllables that no list holds."""
    made = {
        dice.choice(_ONSETS)
        + dice.choice(_VOWELS)
        + dice.choice(_ONSETS)
        + dice.choice(_VOWELS)
        + dice.choice(_CODAS[part])
        for _ in range(_COINED)
    }
    return sorted(made - known)


def _renamed(
    document: Document,
    dice: random.Random,
    genders: dict[str, str],
    given: dict[str, list[str]],
    family: list[str],
) -> Document:
    others: dict[str, str] = {}
    people = [quote for quote in document["quotes"] if quote["speaker_type"] == "person"]
    called = {
        name: _PRONOUNS[str(quote["speaker_text"]).lower()]
        for quote in people
        for name in quote["speaker_names"] or []
        if str(quote["speaker_text"]).lower() in _PRONOUNS
    }
    for quote in people:
        for name in quote["speaker_names"] or []:
            words = [word for word in name.split() if word.lower() not in SUFFIXES]
            if len(words) < 2 or not words[-1][0].isupper() or len(words[-1]) < _SHORTEST:
                continue
            others.setdefault(words[-1], dice.choice(family).title())
            if len(words[0].strip(".")) > 1:
                gender = called.get(name) or genders.get(words[0].lower()) or "m"
                others.setdefault(words[0], dice.choice(given[gender]).title())
    return _exchanged(document, others) if others else document


def _exchanged(document: Document, others: dict[str, str]) -> Document:
    known = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(others, key=len, reverse=True))) + r")\b")
    text = document["text"]
    moves = [(match.end(), len(others[match.group()]) - len(match.group())) for match in known.finditer(text)]

    def moved(offset: int) -> int:
        return offset + sum(by for end, by in moves if end <= offset)

    changed = copy.deepcopy(document)
    changed["text"] = known.sub(lambda match: others[match.group()], text)
    for quote in changed["quotes"]:
        for start, end, words in (
            ("quote_start", "quote_end", "quote_text"),
            ("mention_start", "mention_end", "speaker_text"),
        ):
            if quote.get(start) is not None:
                quote[start], quote[end] = moved(quote[start]), moved(quote[end])
                quote[words] = changed["text"][quote[start] : quote[end]]
        if quote["speaker_names"]:
            quote["speaker_names"] = [
                known.sub(lambda match: others[match.group()], name) for name in quote["speaker_names"]
            ]
    return changed
