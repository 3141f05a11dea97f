"""Words that signal speech: verbs by strength, the nouns of documents, the words around them."""

from __future__ import annotations

from tracker.ingest import lexicon


def _column(name: str, *columns: int) -> frozenset[str]:
    return frozenset(
        forms[column] for line in lexicon.lines(name) for forms in [line.split()] for column in columns
    )


SAY = _column("cues_say", 0, 1, 2, 3, 4)
CALL = _column("cues_call", 0, 1, 2, 3, 4)
WEAK = _column("cues_weak", 0, 1, 2, 3, 4)
# Base forms that are nouns far more often ("Secretary of State", "a report"); others follow a plural.
_BASE_VERBS = frozenset(
    "say tell argue believe think write insist acknowledge agree disagree explain ask admit suggest contend maintain "
    "describe refer accuse complain assert allege warn know feel see predict caution concede deny denounce "
    "criticize condemn dismiss express refuse decline expect learn".split()
)
_BASES = _column("cues_say", 0) | _column("cues_call", 0) | _column("cues_weak", 0)
_KEEP = (
    _column("cues_say", 2) | _column("cues_call", 2) | _column("cues_weak", 2)
)  # "read", "cast": past as well
NOUN_LIKE = frozenset(base + ending for base in _BASES - _BASE_VERBS for ending in ("s", "es"))
BASE_FORMS = _BASES
SAY = SAY - (_BASES - _BASE_VERBS - _KEEP)
CALL = CALL - (_BASES - _BASE_VERBS - _KEEP)
WEAK = WEAK - (_BASES - _BASE_VERBS - _KEEP)
CUES = SAY | CALL | WEAK
# Finite forms: third person and past. A bare base form ("they say") counts behind a plural subject.
SAID = _column("cues_say", 1, 2)
SAY_BASE = _column("cues_say", 0) & _BASE_VERBS
FINITE = frozenset().union(*(_column(name, 1, 2) for name in ("cues_say", "cues_call", "cues_weak")))
PARTICIPLES = frozenset().union(*(_column(name, 4) for name in ("cues_say", "cues_call", "cues_weak")))
# The verbs that may stand before their subject behind a quotation (", said Homan").
INVERTED = frozenset(
    "said says wrote writes added adds asked asks tweeted tweets replied continued explained explains declared "
    "recalled argued argues noted warned joked quipped concluded posted announced responded exclaimed remarked "
    "commented observed insisted stated reads shouted reported countered boasted".split()
)

# Two words that are one verb of saying: "shot back", "as Lee put it".
PHRASAL = {
    "shot": "back", "fired": "back", "hit": "back", "pushed": "back", "snapped": "back", "went": "on",
    "chimed": "in", "cut": "in", "broke": "in", "put": "it", "piped": "up",
}  # fmt: skip

AUXILIARIES = frozenset(
    "has have had is was were are be been being would will could can may might must should shall did does do cannot "
    "'s 've 'd 'll wo ca".split()
)
ADVERBS = frozenset(
    "also then later now once again even just still never not ever always often soon first recently previously "
    "further today yesterday tonight too only already instead simply all both himself herself itself themselves "
    "n't merely famously rather quite perhaps further afterward earlier since long quick sometimes twice".split()
)
SUBJECT_PRONOUNS = frozenset(["he", "she", "they", "i", "we", "it", "you", "who"])
PREPOSITIONS = frozenset(
    "of for at in with from to on by about against under over near within into after before between among "
    "during through toward towards behind beside inside outside upon like than via per despite without regarding "
    "including as".split()
)
SUBORDINATORS = frozenset(
    "because while when as although though since if after before until whether that but whereas than where "
    "so unless which what how why once even".split()
)
DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your some many several most all any each every "
    "one two three four five six seven eight nine ten another other no both few more".split()
)
