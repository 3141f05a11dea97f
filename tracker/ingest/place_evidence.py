"""Whether a name that stands in a text is used as a place there.

First the vetoes: part of a longer name, a person, an institution, a metonym. Then the evidence the
name needs: none for a state or a large city, a preposition for a small one, a printed state for a name
that people, foreign cities or common words share.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tracker.ingest.gazetteer import Gazetteer, fold_word
from tracker.ingest.place_names import Mention, Token, begins_states
from tracker.ingest.types import Person, Quote

LARGE_CITY = 100_000
SHORT_FORMS = frozenset({"nyc"})
"""Names that are printed in capitals everywhere."""
SHARED_NAME_SIZE = 25_000
SMALL_PLACE = 5_000
NESTED_SPANS = 4
"""How many spans of people are looked at before a mention: they hardly ever nest deeper."""
SHORTEST_ROW = 3
"""Names in a row that one sure city makes places of."""

NEAR = 48
"""Characters before a name in which its preposition stands."""

DOMINANT = 10
"""A name means its largest place without further evidence when that has this many times the people of
the next one."""

_DIRECTION = (
    r"(?:the|downtown|suburban|nearby|upstate|rural|central|greater|both|(?:north|south|east|west)\w*)"
)
_IN = re.compile(
    rf"\b(?:in|near|outside|around|across|throughout|inside|downtown|suburban|upstate|nearby|visit(?:ed|ing|s)?)"
    rf"\s(?:{_DIRECTION}\s){{0,2}}$",
    re.I,
)
_IN_ENDINGS = tuple(
    f"{word}{blank}"
    for word in (
        "in near outside around across throughout inside downtown suburban upstate nearby visit visited visiting visits the"
        " rural central greater both north northern south southern east eastern west western northeast northwest"
        " northeastern northwestern southeast southwest southeastern southwestern"
    ).split()
    for blank in (" ", "\n")
)
_TOWARD = re.compile(
    rf"\b(?:from|to|at|of|for|through|into|towards?|between|via|leaving|than|won|win|lost|carried|over)"
    rf"\s(?:{_DIRECTION}\s){{0,2}}$",
    re.I,
)
_OF = (" of ", " for ", " the ")
_CITY_OF = re.compile(r"\b(?:city|town|village|borough|mayor|suburbs?|outskirts|streets) of\s$", re.I)
_HOLDER_OF = re.compile(
    r"\b(?:Mayor|Sheriff|Councilman|Councilwoman|Councilmember|Supervisor|Commissioner) (?:[A-Z][\w.'’-]+ ){1,3}of $"
)
# "Kent, a small city in Ohio", "Kent, a California town of 9,000"; not "Kent, a former city manager".
_CITY_APPOSED = re.compile(
    r"(?:\)|, [A-Z][\w.]{1,14}(?: [A-Z][\w.]{1,12})?)?, an? (?:[\w’'-]{1,20} ){0,4}(?:city|town|village|suburb|borough|township|municipality|community)"
    r"(?:[,.;]| (?:of|in|on|near|with|that|where|whose|which|just|north|south|east|west|outside)\b)"
)
_VOTES = re.compile(
    r" (?:has |have |had |also |recently |just )?(?:voted|sued|adopted|enacted|repealed|declared itself|became|joined)\b"
)
_CITIES_OF = re.compile(
    r"\b(?i:cities|towns|villages|boroughs|suburbs|municipalities|communities|jurisdictions|places)"
    r"(?:(?P<pause>, | ?[–—] ?)| of |: |,? including |,? like |,? such as )"
    r"(?:[A-Z][\w.’' -]{1,40}, (?:and )?){0,6}(?:[A-Z][\w.’' -]{1,40} and )?$"
)
_HAS_ROWS = re.compile(
    r"(?:[ct]ies|towns|villages|boroughs|suburbs|tions|places)(?: of |, | ?[–—] ?|: |,? including |,? like |,? such as )[A-Z]"
)
_COUNTY_HOLDS = re.compile(r"\b(?:County|Parish)(?:,? (?:which|that) (?:includes|contains|surrounds) $| \($)")
_ROW_ON = re.compile(r",? and [A-Z]|, (?:[A-Z][\w.’'-]+ ?){1,3},? (?:and )?[A-Z]")
_CITIES_WITHIN = 160
_RESIDENT = re.compile(r", \d{1,3}, (?:[a-z]+ ){0,4}(?:of|from) $")
_ROLE = re.compile(
    r"(?:['’]s)?\s(?:Mayor|mayor|[Pp]olice|[Cc]ity (?:[Cc]ouncil|[Hh]all|officials?|attorney)|residents?|voters"
    r"|officials|schools?|suburbs?|area|native|airport|neighborhoods?|jail)\b"
)
# What is a municipality's own, whatever it is called and however small it is.
_MUNICIPAL = re.compile(
    r"(?:['’]s)?\s(?:(?:City|Town|Village|Borough|Township|Common) (?:Council|Commission|Board|Hall|Manager|Attorney|Clerk)"
    r"|Police Department|Board of (?:Aldermen|Selectmen))\b"
)
# What is a county's own, as its sheriff is: its jail, its board, its courts and prosecutors, no paper and no club.
_COUNTYS = re.compile(
    r"(?:['’]s)?\s(?:(?:Adult|Central|Circuit|Criminal|District|Family|Fiscal|Juvenile|Legislative|Main|Probate|Regional"
    r"|Superior) )?(?:Jail|Prison|Detention|Correction|House of Correction|Hall\b|Court(?:house)?\b|Justice Center"
    r"|Board of|Commission|Council|Executive(?! Airport)|Prosecutor|Counsel|Clerk|State['’]s Attorney"
    r"|Public (?:Defender|Health|Safety)|(?:Health|Probation) Department|Department of|Office of)"
)
_COUNTYS_PEOPLE = re.compile(
    r"(?:['’]s (?:[\w-]{1,20} ){0,3}?| )(?:sheriff|jail|commission|deput|officials|officers|residents|voters|prosecutor)"
)
_LAW_AFTER = re.compile(r"['’]s (?:Law|Act)\b")
_SAYS = re.compile(
    r",?\s(?:said|says|told|added|tweeted|argued|noted|wrote|asked|replied|continued|recalled)\b"
)
_LIST_GAP = re.compile(r"(?:['’]s)?(?:, (?:and |or )?| and | or |, [A-Z][\w. ]{1,14},? (?:and )?|/)$")
_DATELINE = re.compile(
    r"(?:, ?[A-Z][\w.]{1,14}(?: [A-Z][\w.]{1,12})?)?"
    r"(?:\s?\((?:AP|AFP|UPI|Reuters|[A-Z][\w .]{1,30})\)(?:\s{0,2}(?:—|–|--|-))?\s|\s{1,2}(?:—|–|--|-)\s)"
)
_PARTY = re.compile(r"\b[RDI][-‑–]$")
_REGION = re.compile(
    r"\b(?:(?:North|South|East|West)(?:ern|east|west|eastern|western)?|Central|Upstate|Greater) $"
)
_NUMBERED = re.compile(r" \d+ [A-Z]")
_INSTITUTION_OF = re.compile(r"([A-Z][a-z]+) (?:of|for)(?: the)? $")
_WASHINGTON = re.compile(
    r"(?:\s(?:state|State)\b|['’]?s?\s(?:Gov\b|Governor\b|Lt\.|Sens?\b|Rep\b|Attorney General\b|Democrat\b|Republican\b))"
)


@dataclass(slots=True)
class Reading:
    """What one text tells about its names. ``surnames`` are folded last names of its people,
    ``people`` their spans, ``proved`` the names that a printed state has shown to be places. ``has_rows``: it
    names several "cities of"."""

    text: str
    tokens: list[Token]
    gazetteer: Gazetteer
    surnames: frozenset[str]
    people: tuple[tuple[int, int], ...] = ()
    proved: set[str] = field(default_factory=set)
    has_rows: bool = False


def read(
    text: str, tokens: list[Token], *, gazetteer: Gazetteer, people: Iterable[Person], quotes: Iterable[Quote]
) -> Reading:
    """Collects the people of a text, those given and those its capitals show."""
    people = tuple(people)
    surnames = {fold_word(person.name.split()[-1]) for person in people if " " in person.name.strip()}
    spans = {(span.start, span.end) for person in people for span in person.mentions}
    spans |= {(q.mention.start, q.mention.end) for q in quotes if q.mention and q.speaker_kind == "person"}
    surnames |= _surnames(text, tokens, gazetteer)
    has_rows = bool(_HAS_ROWS.search(text))
    return Reading(text, tokens, gazetteer, frozenset(surnames), tuple(sorted(spans)), has_rows=has_rows)


def _surnames(text: str, tokens: list[Token], gazetteer: Gazetteer) -> set[str]:
    """Last names as the text prints them: after a first name, an initial or a title."""
    found: set[str] = set()
    titles, first_names = gazetteer.words["titles"], gazetteer.first_names
    for left, right in pairwise(tokens):
        if not 0 < right.start - left.end < 3:
            continue
        word = left.key
        titled = word in titles
        if word not in first_names and not titled and len(word) > 1:
            continue
        between = text[left.end : right.start]
        if between.isspace() and len(word) > 1:
            if titled or word not in gazetteer.longest:
                found.add(right.key)
        elif between == ". " and (titled or (len(word) == 1 and text[left.start - 1 : left.start] != ".")):
            found.add(right.key)
    return {name for name in found if name == "washington" or not _is_state(name, gazetteer)}


def _is_state(key: str, gazetteer: Gazetteer) -> bool:
    return key in gazetteer.names and gazetteer.names[key][0].level == "state"


def accepted(mentions: Sequence[Mention], reading: Reading) -> list[Mention]:
    """The mentions that are places, each with its rule and confidence."""
    for mention in mentions:
        if mention.state and _names_a_person(mention, reading):
            mention.state = ""
    reading.proved.update(m.key for m in mentions if _proves(m, reading))
    kept: list[Mention] = []
    doubted: set[int] = set()
    named: set[int] = set()
    people = frozenset(reading.people)
    for number, mention in enumerate(mentions):
        if _is_dateline(mention, reading):
            mention.rule, mention.confidence = "dateline", 0.95
            mention.silent = reading.text[mention.start : mention.end].isupper()
        elif not mention.rule and not _vetoed(mention, reading, kept[-1] if kept else None):
            mention.rule, mention.confidence = _evidence(mention, reading, kept[-1] if kept else None)
            if not mention.rule:
                doubted.add(number)
        elif not mention.rule and mention.candidates[0].level == "state" and mention.key != "washington":
            mention.rule, mention.silent = "context", True  # "University of Iowa": no place, but a hint
        elif not mention.rule:
            if (mention.start, mention.end) in people:
                named.add(number)
        elif mention.rule:
            mention.confidence = 0.9  # the rule is the finder's own: a row of counties
        if mention.rule:
            kept.append(mention)
    if (doubted or named) and _believe_rows(mentions, doubted, named, reading):
        return [mention for mention in mentions if mention.rule]
    return kept


def _proves(mention: Mention, reading: Reading) -> bool:
    """Whether a mention shows that its name is a place's all through the text."""
    if mention.state or (
        mention.key not in reading.gazetteer.personal and _CITY_APPOSED.match(mention.right)
    ):
        return True
    return mention.level == "county" and (_is_in(mention.left) or bool(_COUNTYS_PEOPLE.match(mention.right)))


def _believe_rows(mentions: Sequence[Mention], doubted: set[int], named: set[int], reading: Reading) -> bool:
    """Gives a rule to names in a row that has a sure city in it, or that a state the text names holds all of.

    "Somerville, Cambridge and Chelsea sued", where the text speaks of Massachusetts. ``named`` are names by
    themselves that might be people's: only a state makes places of them.
    """
    states = {
        m.candidates[0].state
        for m in mentions
        if m.rule and m.candidates and m.candidates[0].level == "state"
    }
    found = False
    first = 0
    for number in range(1, len(mentions) + 1):
        if number < len(mentions) and _are_in_a_row(mentions[number - 1], mentions[number], reading):
            continue
        framed = _is_frame(mentions[first], reading)
        row = range(first + framed, number)
        first = number
        if len(row) < SHORTEST_ROW:
            if len(row) == 2:
                found = _believe_two(mentions, row, states, doubted, reading) or found
            continue
        held = _states_of_all(mentions[k] for k in row) & states
        if not held and not any(_is_sure_city(mentions[k], reading) for k in row):
            continue
        for k in (doubted | named if held else doubted).intersection(row):
            if mentions[k].key not in reading.surnames and (held or not _needs_state(mentions[k], reading)):
                mentions[k].rule, mentions[k].confidence = "in_a_row", 0.75
                found = True
    return found


def _believe_two(
    mentions: Sequence[Mention], row: range, states: set[str], doubted: set[int], reading: Reading
) -> bool:
    """Two names ("Newton and Salem agreed") are believed where the one state that the text names has both and they
    are neither common words, somebody's last name here, two first names nor two cities abroad, and do not speak."""
    words = reading.gazetteer.words
    pair = [mentions[k] for k in row]
    keys = {mention.key for mention in pair}
    if len(states) != 1 or not states <= _states_of_all(pair) or not doubted.issuperset(row):
        return False
    if keys & (words["common"] | reading.surnames):
        return False
    if keys <= reading.gazetteer.first_names or keys <= words["foreign"]:
        return False
    if _SAYS.match(pair[-1].right):
        return False
    for mention in pair:
        mention.rule, mention.confidence = "in_a_row", 0.7
    return True


def _is_frame(mention: Mention, reading: Reading) -> bool:
    """Whether a row begins behind this state: "In Ohio, Kent, Elyria and Lorain agreed"."""
    return (
        mention.candidates[0].level == "state"
        and mention.left.endswith(("In ", "in "))
        and reading.text.startswith(", ", mention.end)
    )


def _states_of_all(row: Iterable[Mention]) -> set[str]:
    """The states in which each name of a row is a city or a county."""
    return set.intersection(*({c.state for c in mention.candidates if c.level != "state"} for mention in row))


def _are_in_a_row(one: Mention, other: Mention, reading: Reading) -> bool:
    return other.start - one.end < NEAR and bool(_LIST_GAP.fullmatch(reading.text[one.end : other.start]))


def _is_sure_city(mention: Mention, reading: Reading) -> bool:
    """A city by its rule, of a name no person bears here or is likely to bear."""
    shared = mention.key in reading.gazetteer.personal or mention.key in reading.surnames
    return bool(mention.rule) and not shared and mention.candidates[0].level not in ("state", "county")


def _names_a_person(mention: Mention, reading: Reading) -> bool:
    """Whether the state belongs to a member, not a city ("Mitt Romney, Utah", "Bernie Sanders (Vt.)")."""
    return mention.key in reading.surnames and not _is_in(mention.left) and not _CITY_OF.search(mention.left)


def _vetoed(mention: Mention, reading: Reading, previous: Mention | None) -> bool:
    if _inside_person(mention, reading, previous):
        return True
    if mention.left.endswith(("'s ", "’s ")) and mention.key == "washington":
        return True  # "the senator's Washington": the government, not the place
    if mention.key in reading.gazetteer.personal and _LAW_AFTER.match(mention.right):
        return True  # "Virginia's Law" is called after a person
    if _PARTY.search(mention.left[-3:]) or _REGION.search(mention.left[-16:]):
        return True  # "R-Texas" is a member's seat, "Southern California" a region, neither the jurisdiction
    return _goes_on(mention, reading) or _went_before(mention, reading)


def _inside_person(mention: Mention, reading: Reading, previous: Mention | None) -> bool:
    """Whether the name ends or is a person's mention ("Hillary Clinton"). A mention may open with a place
    ("the Texas senator"), and a person's name alone yields to a preposition ("in Charlotte"), to "the city of" and
    to a row of places ("in Atlanta and Charlotte"); a large city of several words ("Ann Arbor") is nobody."""
    nearest = bisect_right(reading.people, (mention.end - 1, sys.maxsize))
    for start, end in reading.people[max(0, nearest - NESTED_SPANS) : nearest]:
        if end == mention.end and start < mention.start:
            return True
        if (start, end) == (mention.start, mention.end):
            return not (
                mention.state
                or mention.candidates[0].level == "county"
                or _is_in(mention.left)
                or _is_called_a_city(mention, reading)
                or (
                    is_large(mention, reading.gazetteer)
                    and (" " in mention.key or _follows_in_a_row(mention, reading, previous))
                )
            )
    return False


def _goes_on(mention: Mention, reading: Reading) -> bool:
    """Whether a longer name continues after the mention ("Boston Globe", "Texas-Mexico", "Jackson Hole")."""
    right = mention.right
    if right[:1] in ("-", "‑"):
        return True  # "Texas-based", "Chicago-style": an adjective, nothing is said about the place
    if right[:2] in ("'s", "’s") or not right[:1].isspace() or mention.state:
        return False
    if right[1:2] == "&" or right[2:3] == "&" or _NUMBERED.match(right):
        return True
    if _MUNICIPAL.match(right):
        return False
    if mention.key.endswith((" county", " parish")) and _COUNTYS.match(right):
        return False
    if _is_called_a_state(mention, reading):
        return False
    number = mention.last_token + 1
    if number >= len(reading.tokens) or reading.tokens[number].start != mention.end + 1:
        return False
    if right[0] == "\n":
        return False
    word, key = reading.tokens[number].word, reading.tokens[number].key
    if key in reading.gazetteer.words["followers"]:
        return _is_office(right)
    return not (word.isupper() and mention.candidates[0].level == "state" and len(word) < 3)


_OFFICE = re.compile(
    r"\s(?:Police|Fire|City|District|State|House|Senate|Supreme)\s(?:Department|University|College|Club|Bureau|Ballet|Press)"
)


def _is_called_a_state(mention: Mention, reading: Reading) -> bool:
    """ "New York State", "in Washington State": the state and not the city, where no longer name goes on.

    Of the other states, and of Washington without a preposition, it is as well a university.
    """
    if not mention.right.startswith(" State") or mention.key not in ("new york", "washington"):
        return False
    number = mention.last_token + 2
    goes_on = number < len(reading.tokens) and reading.tokens[number].start == mention.end + len(" State ")
    if goes_on and reading.tokens[number].key not in reading.gazetteer.words["followers"]:
        return False
    return mention.key == "new york" or _is_in(mention.left)


def _begins_row_of_states(mention: Mention, reading: Reading) -> bool:
    """ "Washington, Oregon and Idaho sued", not "In Washington, Ohio Gov. Ann Poe said"."""
    first = begins_states(mention.right, reading.gazetteer)
    return bool(first) and begins_states(mention.right[first:], reading.gazetteer) > 0


def _is_office(right: str) -> bool:
    """Whether the words after the name make an institution of it ("Chicago City Ballet")."""
    return bool(_OFFICE.match(right)) and "Police" not in right[:8] and "Fire" not in right[:6]


def _went_before(mention: Mention, reading: Reading) -> bool:
    """Whether a longer name or a person began before the mention ("Hillary Clinton", "University of Iowa")."""
    left, words = mention.left, reading.gazetteer.words
    if (of := left.endswith(_OF) and _INSTITUTION_OF.search(left)) and fold_word(of[1]) in words[
        "institutions"
    ]:
        return True
    if mention.token <= 0:
        return False
    before = reading.tokens[mention.token - 1]
    gap = mention.start - before.end
    if gap > 2 or gap < 1:
        return left.endswith(("& ", "-", "‑")) and not left.endswith(" -")
    between = left[-gap:]
    word = before.key
    if between in (" ", "\xa0"):
        if word in words["titles"]:
            return mention.candidates[0].level != "state" or mention.key == "washington"
        return word not in words["leaders"] and word not in words["followers"]
    if between == ". ":
        initial = (
            len(word) == 1 and reading.text[before.start - 1 : before.start] != "."
        )  # not the end of "N.Y."
        return word in words["titles"] or (initial and mention.key in reading.gazetteer.personal)
    return False


def _evidence(mention: Mention, reading: Reading, previous: Mention | None) -> tuple[str, float]:
    """Rule and confidence, or a blank rule when the evidence does not suffice."""
    if mention.key == "washington":
        return _washington(mention, reading, previous)
    top = mention.candidates[0]
    if mention.state:
        return "name_and_state", 0.97
    if top.level == "county" and mention.level == "county":
        return _county_again(mention, reading)
    if top.level == "county" and top.geoid not in reading.gazetteer.stand_alone:
        return "county_name", 0.95
    if top.level == "state":
        return _state(mention, reading)
    if _RESIDENT.search(mention.left) or _is_called_a_city(mention, reading):
        return "kind_before", 0.95
    if top.level == "place" and mention.key not in reading.surnames and _MUNICIPAL.match(mention.right):
        return "role_after", 0.9
    if reading.text[mention.start : mention.end].isupper() and mention.key not in SHORT_FORMS:
        return "", 0.0
    if is_large(mention, reading.gazetteer) and not _needs_state(mention, reading):
        return _large_city(mention, reading)
    return _small_place(mention, reading, previous)


def _county_again(mention: Mention, reading: Reading) -> tuple[str, float]:
    """A county by its short name needs a preposition or its officials, once in the text if nobody is called so."""
    called = fold_word(reading.text[mention.start : mention.end].split()[-1])
    if mention.key not in reading.proved or _SAYS.match(mention.right):
        return "", 0.0
    return ("named_before", 0.9) if _proves(mention, reading) or called not in reading.surnames else ("", 0.0)


def _needs_state(mention: Mention, reading: Reading) -> bool:
    words = reading.gazetteer.words
    return mention.key in words["foreign"] or mention.key in words["common"]


def _large_city(mention: Mention, reading: Reading) -> tuple[str, float]:
    located = bool(_is_in(mention.left))
    if located or mention.key not in reading.gazetteer.personal | reading.surnames:
        return "large_city", 0.92
    if mention.key in reading.surnames or _SAYS.match(mention.right):
        return "", 0.0
    return "large_city", 0.85


def _small_place(mention: Mention, reading: Reading, previous: Mention | None) -> tuple[str, float]:
    """A place of some thousand people, or one that shares its name with persons, needs evidence beside it."""
    key, size = mention.key, mention.candidates[0].population
    located = bool(_is_in(mention.left))
    if key in reading.proved and (located or key not in reading.surnames):
        return "named_before", 0.9
    if key in reading.surnames or _needs_state(mention, reading):
        return "", 0.0
    if mention.left.endswith((" the ", "The ")):
        return "", 0.0  # "of The Globe": a title, not a town
    shared = key in reading.gazetteer.personal
    if located and (not shared or size >= SHARED_NAME_SIZE):
        return "preposition", 0.85
    if shared:
        return "", 0.0
    if _ROLE.match(mention.right):
        return "role_after", 0.8
    if " " in key and (size >= SHARED_NAME_SIZE or _VOTES.match(mention.right)):
        return "two_words", 0.75
    if _TOWARD.search(mention.left) and size >= SMALL_PLACE:
        return "preposition", 0.75
    if previous and _LIST_GAP.fullmatch(reading.text[previous.end : mention.start]):
        return "in_a_row", 0.8
    return "", 0.0


def _is_called_a_city(mention: Mention, reading: Reading) -> bool:
    """Whether the text says itself that it is a city.

    "The city of Kent", "Mayor Ann Poe of Kent", "the cities of Kent, Elyria and Lorain", "cities such as Kent".
    """
    if mention.left.endswith(("s ", "(")) and _COUNTY_HOLDS.search(mention.left):
        return True
    if mention.key not in reading.surnames and _CITY_APPOSED.match(mention.right):
        return True
    if mention.left.endswith(" of ") and (_CITY_OF.search(mention.left) or _HOLDER_OF.search(mention.left)):
        return True
    begin = max(0, mention.start - _CITIES_WITHIN)
    row = _CITIES_OF.search(reading.text, begin, mention.start) if reading.has_rows else None
    if row is None or not row["pause"]:
        return row is not None
    # "the cities, Kent and Elyria": a comma or a dash begins many things, a row of two is one of cities, be it Canada's.
    in_row = row.end("pause") < row.end() or bool(_ROW_ON.match(mention.right))
    return in_row and mention.key not in reading.gazetteer.words["foreign"]


def _is_in(left: str) -> bool:
    """Whether the context before a name ends like "in", "near the", "across northern"."""
    tail = left[-NEAR:].lower()
    return tail.endswith(_IN_ENDINGS) and bool(_IN.search(tail))


def _follows_in_a_row(mention: Mention, reading: Reading, previous: Mention | None) -> bool:
    gap = reading.text[previous.end : mention.start] if previous and not previous.silent else ""
    return bool(_LIST_GAP.fullmatch(gap))


def is_large(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether the name by itself means its largest place to an American reader."""
    first = mention.candidates[0]
    if first.geoid in gazetteer.stand_alone:
        return True
    return first.population >= LARGE_CITY


def _is_dateline(mention: Mention, reading: Reading) -> bool:
    line = mention.left.rpartition("\n")[2]
    begins = not line.strip() and (
        len(mention.left) < mention.start or "\n" in mention.left or mention.start < 72
    )
    return begins and bool(_DATELINE.match(mention.right))


def _state(mention: Mention, reading: Reading) -> tuple[str, float]:
    name = reading.text[mention.start : mention.end]
    if name.isupper():
        return "", 0.0
    if mention.key == "georgia" and not reading.gazetteer.words["georgia_abroad"].isdisjoint(
        fold_word(word) for word in (mention.left + mention.right).split()
    ):
        return "", 0.0
    if mention.key in reading.surnames and not _is_in(mention.left):
        return "", 0.0
    return "state_name", 0.95


def _washington(mention: Mention, reading: Reading, previous: Mention | None) -> tuple[str, float]:
    """ "Washington" is a place only where something is in, from or to it, or an office of the state follows."""
    if mention.state:
        return "name_and_state", 0.97
    if previous and previous.state == "WA" and reading.text[previous.end : mention.start] == ", ":
        mention.level = "state"
        return "state_name", 0.95
    if _WASHINGTON.match(mention.right):
        mention.level = "state"
        return "state_name", 0.9
    if "washington" in reading.surnames or reading.text[mention.start : mention.end].isupper():
        return "", 0.0
    if re.search(r"\b(?:in|from|to|near|outside|around) $", mention.left):
        return "preposition", 0.6
    if _follows_in_a_row(mention, reading, previous) or _begins_row_of_states(mention, reading):
        return "in_a_row", 0.6
    return "", 0.0
