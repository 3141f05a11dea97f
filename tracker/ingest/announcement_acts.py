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
from tracker.ingest.types import Span
from tracker.ingest.word_positions import positions

_FEW = r"(?:[\w’'“”\"$%,.-]+ ){0,6}?"
# The words before a noun that belong to it: no preposition, no joining word, no new clause.
_OWN = (
    r"(?:(?!(?:about|after|against|and|at|by|for|from|in|of|on|or|over|that|to|under|with|he|she|it|they|we|has|have|had"
    r"|will|would)\b)[\w’'“”\"$,-]+ ){0,5}?"
)
# As _FEW, but what a bill or an order does is not done by who signs it.
_FEW_BUT_LAW = r"(?:(?!(?:bills?|legislation|laws?(?! enforcement)|orders?|measures?|ordinances?|resolutions?|he|she|it|they|we)\b)[\w’'“”\"$%,.-]+ ){0,6}?"
_ENFORCER = r"(?:the )?(?:U\.S\. |US |federal )?(?:ICE\b|CBP\b|agency|immigration|Immigration|Homeland|Customs|Border Patrol)"
_PACT = (
    rf"(?:287\(g\)(?! (?:\w+ ){{1,3}}Board)|memorand\w+ of (?:agreement|understanding)"
    rf"|(?:agreements?|contracts?|partnerships?) with {_ENFORCER})"
)
_KINDS: dict[str, str] = {
    "agreement": rf"(?:(?:sign|join|enter|re-enter|renew|extend|expand|reviv|end|terminat|cancel|rescind|revok|suspend|exit"
    rf"|quit|drop|scrap)\w* {_FEW_BUT_LAW}{_PACT}"
    rf"|(?:approv|announc|reach)\w* {_OWN}{_PACT}"
    rf"|(?:withdr[ae]w\w* {_FEW}from|pull\w* {_FEW}(?:out of|from)|(?:opt|back)\w* (?:out of|away from)) {_FEW}{_PACT}"
    r"|(?:left|leav\w+) (?:(?:the|its|their|federal|U\.S\.|ICE[’']s|Immigration|and|Customs|Enforcement[’']s) ){0,7}287\(g\))",
    "guidance": r"(?:(?:no longer|not|won[’']t|stop|stops|stopped|begin|began|start|started|resume|resumed) (?:\w+ )?"
    r"(?:honor|honoring|accept|accepting|enforce|enforcing|comply with|complying with|hold|holding) "
    rf"{_FEW}(?:detainers?|detainer requests)\b"
    rf"|(?:bar|bars|barred|barring|prohibit|prohibits|prohibited|forbid|forbids|forbade|limit|limits|limited) {_FEW}"
    rf"(?:honoring|accepting|complying with|cooperating with|holding) {_FEW}(?:detainers?|immigration|ICE)\b"
    r"|(?:adopt|issu|announc|approv|implement|releas|rescind|revis)(?:e|es|ed|ing|s)? "
    rf"{_OWN}(?:polic(?:y|ies)|guidance|guidelines|memorand(?:um|a)|memos?)\b)",
    "order": rf"(?:(?:sign(?:s|ed|ing)?|issu(?:e|es|ed|ing)) {_FEW}(?:(?:executive )?orders?|directives?|proclamations?)\b"
    rf"|sign(?:s|ed|ing)? {_FEW}(?:into law|legislation|bills?|laws?|ordinances?)\b"
    rf"|(?:adopt|pass|approv|enact|rescind|repeal)(?:e|es|ed|ing|s)? {_FEW}(?:ordinances?|resolutions?)\b)",
    "list": rf"(?:publish(?:es|ed|ing)?|releas(?:e|es|ed|ing)|issu(?:e|es|ed|ing)|unveil(?:s|ed|ing)?|post(?:s|ed|ing)?) {_FEW}lists? of ",
    "lawsuit": rf"(?:(?:fil(?:e|es|ed|ing)|br(?:ing|ings|inging|ought)) (?!(?:an? )?(?:brief|motion|response|statement)){_FEW}(?:lawsuits?|suits?|complaints?|legal challenges?)"
    rf"|(?:launch(?:es|ed|ing)?|initiat(?:e|es|ed|ing)|announc(?:e|es|ed|ing)|join(?:s|ed|ing)?|lodg(?:e|es|ed|ing)|mount(?:s|ed|ing)?) {_OWN}"
    r"(?:lawsuits?|suits?|legal (?:challenges?|actions?))\b"
    rf"|(?:sued|sues|suing|sue) )",
    "letter": rf"(?:sen[dt]s?|sending|mail(?:s|ed|ing)|issu(?:e|es|ed|ing)|wrote|writ(?:es|ing)) {_FEW}(?:letters?|subpoenas?)\b(?! to the editor)"
    rf"|serv(?:e|es|ed|ing) {_OWN}subpoenas?\b",
    "funding_condition": rf"(?:withh(?:old|olds|olding|eld)|cut(?:s|ting)?(?: off)?|strip(?:s|ped|ping)?|den(?:y|ies|ied|ying)|block(?:s|ed|ing)?|revok(?:e|es|ed|ing)"
    rf"|freez(?:e|es|ing)|froze|condition(?:ed|ing)|rescind(?:s|ed|ing)?|pull(?:s|ed|ing)?|end(?:s|ed|ing)?|suspend(?:s|ed|ing)?|cancel(?:s|ed|ing|led|ling)?)"
    rf" {_FEW}(?:funds?|funding|grants?|money|dollars|aid)\b"
    rf"|(?:announc|impos|attach|plac|set|add)(?:e|es|ed|ing|s|ting)? (?:{_FEW}conditions? (?:on|to|for) {_FEW}(?:funds?|funding|grants?|money|aid)|{_OWN}(?:grants?|funding|aid) conditions)\b"
    rf"|(?:plac|put)(?:e|es|ed|ing|s|ting)? {_OWN}(?:hold|freeze|pause|ban|stop) (?:on|to) {_FEW}(?:funds?|funding|grants?|money|aid)\b"
    rf"|(?:bar|block|prevent)(?:s|red|ring|ed|ing)? {_FEW}(?:funds?|funding|grants?|contracts?|money|aid) from\b",
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

# Words of acts that are nouns as well, and what stands before a noun or before an adjective such as "revised".
_NOUNS_TOO = frozenset(
    "issue issues release releases plan plans end cut cuts block limit limits post posts place pull drop exit back".split()
)
_BACK = 32
_BEFORE_NOUN = re.compile(
    r"\b(?:the|an?|this|that|these|those|any|each|other|such|many|some|both|no|at|of|on|key|its|his|her|their|our|my|your|whose) $",
    re.I,
)
_BEFORE_ADJECTIVE = re.compile(
    r"(?:\b(?:the|an?|this|these|those|any|of|for|with|under|on|in|by|from|about|its|his|her|their|our|my|your)"
    r"|(?<!\bhe)(?<!\bit)(?<!\bwho)(?<!\bthat)[’'‘]s)(?: (?:recently|newly|previously))? $",
    re.I,
)
# From an act to a verb of the same subject.
_JOINED_WITHIN = 200
_JOINED = re.compile(
    r"(?:(?!(?:who|which|that|whose|whom|as|while|when|after|before|because)\b)[^\s,;:.“”\"]* )+(?:and|or|then|but) (?:(?:will|would|has|have|had|also|then) ){0,2}"
)
# Before a participle that tells what is done to somebody.
_PASSIVE = re.compile(r"\b(?:be|been|being|was|were|is|are|get|gets|got|getting) (?:\w+ly )?$")
_PARTICIPLES = frozenset("sent cut brought frozen withheld held left".split())
_PAST = _PARTICIPLES - {"cut"} | {"froze", "forbade", "wrote", "began", "withdrew"}
# Before the act, up to its verb.
_DENIED = re.compile(
    r"(?:(?:\b(?:not|never|cannot|no (?:plans?|right|power|authority|intention|reason) to"
    r"|(?:lacks?|not have|n[’']t have) the (?:power|authority|right) to (?:\w+ly )?|refus\w+ to|declin\w+ to|rather than|instead of|without|stopped short of|unable to|no longer)"
    r"|n[’']t) (?:\w+ )?"
    r"|\b(?:illegal|unlawful|unconstitutional|wrong) (?:for [^;,]{1,60} )?to (?:\w+ )?"
    r"|\b(?:den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)) (?:\w+ ){0,6})$"
)
_IMAGINED = re.compile(
    r"(?:\b(?:if|whether|unless|were to)\b[^.;]{0,80}|\b(?:could|might|(?-i:may)|should|must|ought to|need to)\b(?: \w+){0,2} "
    r"|\b(?:fear(?:s|ed|ing)?|worr(?:y|ies|ied)|rumors?|concerns?|concerned|speculation) (?:that|about|over|of) [^.;,]{0,60})$",
    re.I,
)
# Before a verb in its bare form or in "-ing": what is demanded, allowed or forbidden, and by which law.
_LAW = r"(?:directive|decree|bill|legislation|measure|proposal|amendment|law|order|ruling|rule|lawsuit|petition|plan|effort|attempt|idea|move|threat|challenge|push)s?"
_RUN = r"(?:(?!(?:will|would|has|have|had|said|says)\b)[\w’'-]+ )"
_GOVERNED = re.compile(
    "(?:"
    + "|".join(
        [
            r"\b(?:call(?:s|ed|ing)? (?:for|on)|urg(?:e|es|ed|ing)|want(?:s|ed)?|ask(?:s|ed|ing)?|demand(?:s|ed|ing)?"
            r"|press(?:es|ed|ing)?|encourag\w+|pressur\w+) [^.;,]{0,60}",
            r"\b(?:call(?:s|ed|ing)? on|urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|press(?:es|ed|ing)?|encourag\w+|pressur\w+)"
            rf" [^;,]{{1,120}} to {_RUN}{{1,5}}(?:and|or) ",
            r"\b(?:allow(?:s|ed|ing)?|let|lets|letting|permit(?:s|ted|ting)?|requir(?:e|es|ed|ing)|authoriz(?:e|es|ed|ing)"
            rf"|(?<![Tt]ask )forc(?:e|es|ed|ing)|compel\w*|enabl(?:e|es|ed|ing)) [^;,]{{1,100}} to {_RUN}{{0,8}}",
            r"\b(?:bar|bars|barred|barring|ban|bans|banned|banning|prohibit\w*|forbid\w*|forbade|prevent\w*|stop(?:s|ped|ping)?"
            rf"|block(?:s|ed|ing)?|keep|keeps|kept|keeping) [^;]{{1,100}} from {_RUN}{{0,10}}",
            r"\b(?:judges?|courts?|ruling|justices) (?:\w+ )?(?:order(?:s|ed)|direct(?:s|ed)|told|tells|command(?:s|ed))"
            rf" [^;,]{{1,100}} to {_RUN}{{0,8}}",
            rf"\b(?:must|should|could|might|ought to|need to) {_RUN}{{1,9}}(?:and|or) ",
            rf"\b{_LAW}\b[^;]{{0,40}} (?:that|which) (?:would|could|will) [^;.]{{0,80}}",
            r"(?:^|[—–-] )(?:Under )?(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Tt]hat|(?:[A-Z][\w.-]* ){0,4}[A-Z][\w.-]*[’']s?)"
            r" (?:[\w-]+ ){0,3}(?:bill|legislation|measure|proposal|amendment|ordinance|law|plan)s?\b(?:(?!said|says|announced)[^;]){0,240}"
            r" would (?:\w+ ){0,2}",
        ]
    )
    + ")$"
)
# Before an act in "-ing" that is somebody's reason, matter or wish.
_MATTER = re.compile(
    r"\b(?:for|(?<!favor )(?<!process )of|from|against|about|backs|backed|supports|supported|favors|favored|opposes|opposed"
    r"|discussed|rejected|avoids|avoided|risks|risked) $"
)
_ABOUT_A_LAW = re.compile(
    rf"\b(?:{_LAW}\b[^;]{{0,40}}? (?:that|which) (?:would |could |had |has |will )?"
    rf"|(?:an?|the|his|her|its|their|this|that|new|any|no|repeated|\w+[’']s?) (?:[\w-]+ ){{0,2}}{_LAW} (?:(?:from|by) (?:[A-Z][\w.’'-]+ ){{1,4}})?(?:to |aimed at |designed to |meant to ))$"
)
_PLAN_MADE_KNOWN = re.compile(
    r"\b(?:announc|unveil|releas|outlin)\w* (?:an?|the|its|his|her|their) (?:[\w-]+ ){0,2}plans? to $"
)
# "a city that adopts policies" is which city, "some states have enacted laws" is background.
_BODIES = r"(?:cities|counties|states|towns|localities|jurisdictions|places|communities|sheriffs|agencies|departments)"
_CLASS = re.compile(
    r"(?:\b(?i:city|county|state|town|village|locality|jurisdiction|place|community|sheriff|agency|department|government|officials|those|ones?|officers|jails"
    rf"|{_BODIES}) (?:that|which|who)"
    rf"|\b(?:[Ss]ome|[Mm]any|[Mm]ost|Other|[Cc]ertain|[Vv]arious) (?:(?!of )[\w-]+ ){{0,3}}{_BODIES}(?:, including [^;]*,)?"
    r"|\b(?:some|many|most|others))"
    r"(?: (?:has|have|had|do|does|will|would|currently|also|already|are|is|choose to|chose to|chosen to)){0,3} $"
)
_SAID_WOULD = re.compile(r"\b(?:said|says|announced|told|confirmed)\b[^.;]{0,60} would (?:\w+ ){0,2}$")
_CAMPAIGN = re.compile(
    r"\b(?:campaign(?:ed|ing)?|candidates?|nominee|if elected|on the stump|running for)\b", re.I
)
_PROMISED = re.compile(r"\b(?:promis|vow|pledg)\w* (?:(?:\w+ )?to|(?:[\w’'-]+ ){0,6}would) (?:\w+ )?$", re.I)
_HESITANT = re.compile(
    r"\b(?:threat\w+ to|consider\w*|propos\w+|weigh\w*|promis\w+ to|vow\w* to|pledg\w+ to|hop(?:e|es|ed|ing) to|would) (?:\w+ ){0,3}$",
    re.I,
)
_WILL = re.compile(
    r"\b(?:(?:will|would|shall|decid\w+|vow\w*|voted|plan\w*|agreed|chose|pledg\w+) (?:\w+ )?"
    r"|(?:direct|instruct|order)(?:s|ed|ing) (?:[\w’'-]+ ){1,4})$"
)
_PLANNED = re.compile(
    r"\b(?:will|would|plan(?:s|ned|ning)? to|going to|intends? to|expects? to|about to|prepar\w+ to|set to) (?:\w+ ){0,2}$"
)


@dataclass(frozen=True, slots=True)
class Act:
    """``text[start:end]`` is the verb up to its object; ``kind`` as in ``types.Announcement``.

    Its subject stands before ``subject_before``: of a verb joined to an act by "and" before that act.
    ``passive`` if it is done to what stands before it ("to be sued by residents").
    """

    start: int
    end: int
    kind: str
    subject_before: int
    passive: bool


def acts(text: str, doc: Doc, words: Sequence[int] | None = None) -> list[Act]:
    """Acts of a text in order, none overlapping.

    ``doc`` holds the words of the same text, ``words`` the numbers of those in ``ACT_VERBS`` if they are known.
    """
    if words is None:
        (words,) = positions(doc, ACT_VERBS)
    found: list[Act] = []
    last_end = 0
    for number in words:
        start, verb = doc.starts[number], doc.lows[number]
        before = text[max(0, start - _BACK) : start]
        if start < last_end or _is_no_verb(verb, before):
            continue
        if (match := _TRIGGER.match(text, start)) and "\n" not in match[0]:
            last_end = match.end()
            joined = found and _JOINED.fullmatch(
                text, found[-1].end, min(start, found[-1].end + _JOINED_WITHIN)
            )
            subject_before = found[-1].subject_before if joined else start
            found.append(
                Act(start, last_end, match.lastgroup or "", subject_before, _is_passive(verb, before))
            )
    return found


def _is_no_verb(word: str, before: str) -> bool:
    """Whether the word is a noun ("the funds at issue", "his release") or an adjective ("of revised guidance")."""
    if word in _NOUNS_TOO:
        return bool(_BEFORE_NOUN.search(before))
    return word.endswith("ed") and bool(_BEFORE_ADJECTIVE.search(before))


def _is_passive(verb: str, before: str) -> bool:
    return (verb.endswith("ed") or verb in _PARTICIPLES) and bool(_PASSIVE.search(before))


def certainty(text: str, act: Act, sentence: Span) -> float:
    """1 for an act done or said to come, less for a hesitant one, 0 for one that is not announced."""
    verb = text[act.start : act.end].partition(" ")[0].lower()
    before = text[sentence.start : act.start]
    if _DENIED.search(before) or _IMAGINED.search(before) or _is_about_a_law(before):
        return 0.0
    if _CLASS.search(text[sentence.start : act.subject_before]) or (
        verb.endswith("ing") and _MATTER.search(before)
    ):
        return 0.0
    if not (verb.endswith("ed") or verb in _PAST) and _GOVERNED.search(before):
        return 0.0
    if verb == "not" and not _WILL.search(before):
        return 0.0  # "the jail did not honor detainers" is told, not announced
    if _PROMISED.search(before) and _CAMPAIGN.search(sentence.text):
        return 0.0
    return 0.7 if _HESITANT.search(before) and not _SAID_WOULD.search(before) else 1.0


def _is_about_a_law(before: str) -> bool:
    """Whether the act is what a law or an effort is about; a plan that is made known is announced."""
    return bool(_ABOUT_A_LAW.search(before)) and not _PLAN_MADE_KNOWN.search(before)


def is_planned(before: str) -> bool:
    """Whether the act is still to come, so that a day named with it is not the day of its announcement."""
    return bool(_PLANNED.search(before))
