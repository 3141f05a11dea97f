"""The words of an act, and whether a sentence announces it.

An act is a verb with its object ("signed … order", "sent … letters"). It is announced when somebody did it
or says that it will be done. It is not when it is denied, imagined, asked for by others, promised by a
candidate, or only what a bill or a ruling is about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker.ingest.text import Doc
from tracker.ingest.word_positions import positions

_FEW = r"(?:[\w’'“”\"$%,.-]+ ){0,6}?"
_KINDS: dict[str, str] = {
    "agreement": rf"(?:287\(g\) (?:\w+ )?(?:agreements?|programs?|partnerships?|deals?)"
    rf"|(?:sign|join|enter|end|terminat|renew|cancel)\w* (?:into )?{_FEW}(?:287\(g\)|memorand\w+ of (?:agreement|understanding)"
    r"|(?:agreements?|contracts?) with (?:ICE|CBP|the agency|immigration|Immigration|federal immigration|Homeland)))",
    "guidance": r"(?:(?:no longer|not|stop|stops|stopped|begin|began|start|started|resume|resumed) (?:\w+ )?"
    r"(?:honor|honoring|accept|accepting|enforce|enforcing|comply with|complying with|hold|holding) "
    rf"{_FEW}(?:detainers?|detainer requests)\b"
    rf"|(?:bar|bars|barred|barring|prohibit|prohibits|prohibited|forbid|forbids|forbade|limit|limits|limited) {_FEW}"
    rf"(?:honoring|accepting|complying with|cooperating with|holding) {_FEW}(?:detainers?|immigration|ICE)\b"
    r"|(?:adopt|issu|announc|approv|implement|releas|rescind|revis)(?:e|es|ed|ing|s)? (?:(?!under|by|with|for|to|in|of|that)[\w’'“”-]+ ){0,4}?"
    rf"(?:polic(?:y|ies)|guidance|guidelines|memorand(?:um|a)|memos?)\b)",
    "order": rf"(?:(?:sign(?:s|ed|ing)?|issu(?:e|es|ed|ing)) {_FEW}(?:(?:executive )?orders?|directives?|proclamations?)\b"
    rf"|sign(?:s|ed|ing)? {_FEW}(?:into law|legislation|bills?|laws?|ordinances?)\b"
    rf"|(?:adopt|pass|approv|enact|rescind|repeal)(?:e|es|ed|ing|s)? {_FEW}(?:ordinances?|resolutions?)\b)",
    "list": rf"(?:publish(?:es|ed|ing)?|releas(?:e|es|ed|ing)|issu(?:e|es|ed|ing)|unveil(?:s|ed|ing)?|post(?:s|ed|ing)?) {_FEW}lists? of ",
    "lawsuit": rf"(?:(?:fil(?:e|es|ed|ing)|br(?:ing|ings|inging|ought)) {_FEW}(?:lawsuits?|suits?|complaints?|legal challenges?)"
    rf"|(?:sued|sues|suing|sue) )",
    "letter": rf"(?:sen[dt]s?|sending|mail(?:s|ed|ing)|issu(?:e|es|ed|ing)|wrote|writ(?:es|ing)) {_FEW}(?:letters?|subpoenas?)\b(?! to the editor)",
    "funding_condition": rf"(?:withh(?:old|olds|olding|eld)|cut(?:s|ting)?(?: off)?|strip(?:s|ped|ping)?|den(?:y|ies|ied|ying)|block(?:s|ed|ing)?|revok(?:e|es|ed|ing)"
    rf"|freez(?:e|es|ing)|froze|condition(?:ed|ing)|rescind(?:s|ed|ing)?|pull(?:s|ed|ing)?|end(?:s|ed|ing)?|suspend(?:s|ed|ing)?|cancel(?:s|ed|ing|led|ling)?)"
    rf" {_FEW}(?:funds?|funding|grants?|money|dollars|aid)\b"
    rf"|(?:announc|impos|attach|plac|set|add)(?:e|es|ed|ing|s|ting)? {_FEW}conditions? (?:on|to|for) {_FEW}(?:funds?|funding|grants?|money|aid)\b",
    "hiring": rf"(?:hir(?:e|es|ed|ing)|recruit(?:s|ed|ing)?|add(?:s|ed|ing)?) {_FEW}(?:agents|officers|deputies|judges|prosecutors|attorneys|personnel)\b"
    r"|hir(?:e|es|ed|ing) (?:(?:an? )?(?:additional|another|extra|about|nearly|some|more than|up to) ){0,2}\d[\d,]{2,}(?: more| additional| new)?\b",
    "deployment": rf"(?:deploy(?:s|ed|ing|ment of)?|sen[dt]s?|sending|dispatch(?:es|ed|ing)?|surg(?:e|es|ed|ing)|flood(?:s|ed|ing)?) {_FEW}"
    rf"(?:agents|officers|troops|personnel|resources|marshals|National Guard|teams)\b",
    "operation": rf"(?:(?:launch|conduct|announc|plan|stag|begin|began)(?:e|es|ed|ing|s|ned|ning)? {_FEW}(?:operations?|raids?|sweeps?|roundups?|crackdown)\b"
    rf"|carr(?:y|ied|ies|ying) out {_FEW}(?:operations?|raids?|sweeps?)\b|Operation (?:[A-Z]\w+ ?){{1,3}}|readying {_FEW}crackdown\b)",
}
_TRIGGER = re.compile("|".join(f"(?P<{kind}>\\b{pattern})" for kind, pattern in _KINDS.items()))

ACT_VERBS = frozenset(
    tomllib.loads((Path(__file__).parent / "lexicon" / "acts.toml").read_text(encoding="utf-8"))[
        "verbs"
    ].split()
)
"""Words an act begins with, in lower case."""

_BEFORE_NOUN = frozenset("at the this that these those an any on of key other such many some both".split())
# Before the act, up to its verb.
_DENIED = re.compile(
    r"(?:\b(?:not|never|n[’']t|cannot|no (?:plans?|right|power|authority|intention|reason) to|lacks? the (?:power|authority) to|refus\w+ to|declin\w+ to|rather than|instead of|without|stopped short of"
    r"|unable to|no longer) (?:\w+ )?"
    r"|\b(?:den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)) (?:\w+ ){0,6})$"
)
_IMAGINED = re.compile(
    r"(?:\b(?:if|whether|unless|were to)\b[^.;]{0,80}|\b(?:could|might|(?-i:may)|should)\b(?: \w+){0,2} "
    r"|\b(?:call(?:s|ed|ing)? (?:for|on)|urg(?:e|es|ed|ing)|want(?:s|ed)?|ask(?:s|ed|ing)?|demand(?:s|ed|ing)?"
    r"|press(?:es|ed|ing)?|encourag\w+|pressur\w+) [^.;,]{0,60})$",
    re.I,
)
_LAW = r"(?:directive|decree|bill|legislation|measure|proposal|amendment|law|order|ruling|rule|lawsuit|petition|plan|effort|attempt|idea)s?"
_ABOUT_A_LAW = re.compile(
    rf"\b(?:{_LAW}\b[^;]{{0,40}}? (?:that|which) (?:would |could |had |has |will )?"
    rf"|(?:an?|the|his|her|its|their|this|that|new|any|no) (?:[\w-]+ ){{0,2}}{_LAW} (?:(?:from|by) (?:[A-Z][\w.’'-]+ ){{1,4}})?(?:to |aimed at |designed to |meant to ))$"
)
_SAID_WOULD = re.compile(r"\b(?:said|says|announced|told|confirmed)\b[^.;]{0,60} would (?:\w+ ){0,2}$")
_CAMPAIGN = re.compile(
    r"\b(?:campaign(?:ed|ing)?|candidates?|nominee|if elected|on the stump|running for)\b", re.I
)
_PROMISED = re.compile(r"\b(?:promis|vow|pledg)\w* (?:\w+ )?to (?:\w+ )?$", re.I)
_HESITANT = re.compile(
    r"\b(?:threat\w+ to|consider\w*|propos\w+|weigh\w*|promis\w+ to|vow\w* to|pledg\w+ to|hop(?:e|es|ed|ing) to|would) (?:\w+ ){0,3}$",
    re.I,
)
_PLANNED = re.compile(
    r"\b(?:will|would|plan(?:s|ned|ning)? to|going to|intends? to|expects? to|about to|prepar\w+ to|set to) (?:\w+ ){0,2}$"
)


@dataclass(frozen=True, slots=True)
class Act:
    """``text[start:end]`` is the verb up to its object; ``kind`` as in ``types.Announcement``."""

    start: int
    end: int
    kind: str


def acts(text: str, doc: Doc, words: Sequence[int] | None = None) -> list[Act]:
    """Acts of a text in order, none overlapping.

    ``doc`` holds the words of the same text, ``words`` the numbers of those in ``ACT_VERBS`` if they are known.
    """
    if words is None:
        (words,) = positions(doc, ACT_VERBS)
    found: list[Act] = []
    last_end = 0
    for number in words:
        start = doc.starts[number]
        if doc.lows[number] in ("issue", "issues") and number and doc.lows[number - 1] in _BEFORE_NOUN:
            continue  # "the funds at issue"
        if start >= last_end and (match := _TRIGGER.match(text, start)) and "\n" not in match[0]:
            last_end = match.end()
            found.append(Act(start, last_end, match.lastgroup or ""))
    return found


def certainty(before: str, sentence: str) -> float:
    """1 for an act done or said to come, less for a hesitant one, 0 for one that is not announced.

    ``before`` is the sentence up to the act.
    """
    if _DENIED.search(before) or _IMAGINED.search(before) or _ABOUT_A_LAW.search(before):
        return 0.0
    if _PROMISED.search(before) and _CAMPAIGN.search(sentence):
        return 0.0
    return 0.7 if _HESITANT.search(before) and not _SAID_WOULD.search(before) else 1.0


def is_planned(before: str) -> bool:
    """Whether the act is still to come, so that a day named with it is not the day of its announcement."""
    return bool(_PLANNED.search(before))
