"""Where a reported clause begins and ends inside its sentence.

Read off small closed sets of words: auxiliaries, common finite verbs, what may follow a tag, what shows
that the reporter speaks again.
"""

from __future__ import annotations

from tracker.ingest.cues import (
    ADVERBS,
    AUXILIARIES,
    CALL,
    DETERMINERS,
    FINITE,
    INVERTED,
    NOUN_LIKE,
    PARTICIPLES,
    PREPOSITIONS,
    SAY,
    SAY_BASE,
)
from tracker.ingest.finite import RELATIVES, SUBJECTS
from tracker.ingest.frames import Frame
from tracker.ingest.indirect_circumstances import SPANS, TIMES, Circumstances
from tracker.ingest.titles import PERSON_NOUNS

_PUNCTUATION = frozenset(".?!,;:…)]”\"'’") | {"''"}
_STOPS = frozenset(".,;:?!")
_DASHES = frozenset(["—", "–", "--"])
_WHEN_ASKED = frozenset("asked pressed questioned told contacted reached".split())
_NO_OPENING = frozenset(
    "and but or so who how what why where goodbye across throughout around along since until".split()
)
_CONTRASTING = frozenset(["while", "whereas", "unlike"])
_SUBORDINATE = frozenset("while after when although though as since if because before whereas".split())
_INTRODUCING = _WHEN_ASKED | frozenset("after before when while since as".split())
_RELATIVE = frozenset(["who", "which", "where", "whose"])
_PARTICLES = frozenset(["out", "up", "down", "off", "away"])
_SAME_PARTICIPLES = frozenset(
    "made held built brought bought sent led left met paid kept sold caught fought won lost set put cut hit spent".split()
)
# Behind these a second form in "-ed" may go on with the same verb: "was told and warned".
_TAKES_PAST = frozenset("is was were had has have".split())
# What begins a clause inside a noun phrase: the next finite verb is that clause's.
_INNER = RELATIVES | frozenset(
    ["how", "whether", "what", "why", "when", "if", "because", "while", "although", "though", "unless"]
)


# A "clause" that runs on longer is a list or broken text.
LONGEST = 150


class Bounds(Circumstances):
    """Boundaries of clauses in frames of one text."""

    def opens_clause(self, frame: Frame, k: int, *, strict: bool = False, objects: bool = False) -> bool:
        """Whether a clause of its own begins at item ``k``: a noun phrase with a finite verb behind it.

        ``strict``: a comma ends the noun phrase. ``objects``: the verb before it takes a noun phrase as well
        ("announced a lawsuit filed in May"), so that "-ed" before a preposition is no verb.
        """
        item = frame.items[k]
        low = self.doc.lows[item]
        if low in ("if", "when", "while", "there", "after", "because"):
            # "told reporters after meeting the mayor", "said when asked": when it was said
            following = self.low(frame, k + 1)
            return not (following.endswith("ing") or following in _WHEN_ASKED)
        if self.is_contracted(low):
            return True
        starts_name = item in self.cast.starting
        if not starts_name and (low in AUXILIARIES or low in SAY_BASE or (low in SAY and low in FINITE)):
            return False  # "Initial reports indicated": a subject and its verb; "it said had been refused"
        if low in SUBJECTS:
            return self.predicate_at(frame, k + 1, low)
        begins = (
            starts_name
            or low in DETERMINERS
            or self.doc.words[item][0].isdigit()
            or (low.isalpha() and low not in PREPOSITIONS and low not in _NO_OPENING)
        )
        return begins and self._verb_behind(frame, k, strict, objects)

    def _verb_behind(self, frame: Frame, k: int, strict: bool, objects: bool) -> bool:
        """Whether the noun phrase at item ``k`` has a finite verb that no relative or other clause in it takes."""
        wanted = 1
        comma = dash = False
        taken = -1
        for m in range(k + 1, min(k + 30, len(frame.items))):
            low = self.low(frame, m)
            if not low or low in (";", ":") or (strict and low in RELATIVES):
                return False
            if low == ",":
                if strict or m == k + 1 or (not comma and self.low(frame, m + 1) in ("and", "but")):
                    return False
                comma = True
            elif low in _DASHES:
                if not dash and self.finite_at(frame, m + 1):
                    return False  # it closes what another dash opened before the phrase
                dash = True
            elif low in ("and", "but", "or") and self._verb_joined(frame, m + 1):
                return False  # "announced new rules and has made proposals": the verb of the one who speaks
            elif low in _INNER:
                wanted += self.low(frame, m + 1) not in SUBJECTS
            elif low in SUBJECTS and not self.finite_at(frame, m - 1):
                # "the effect it would have": its verb is right behind it
                taken = m + 1 + (self.low(frame, m + 1) in ADVERBS)
                wanted += self.low(frame, m - 1) in (",", "and", "but", "or")
            elif m != taken and self.finite_at(frame, m) and not (objects and self._is_participle(frame, m)):
                wanted -= 1
                if not wanted:
                    return low not in PERSON_NOUNS
        return False

    def _is_participle(self, frame: Frame, m: int) -> bool:
        """Whether a past form more likely describes the noun before it: "a raid carried out in May"."""
        low, behind = self.low(frame, m), self.low(frame, m + 1)
        return (low.endswith("ed") or low in _SAME_PARTICIPLES) and (
            behind in PREPOSITIONS or behind in _PARTICLES
        )

    def _verb_joined(self, frame: Frame, m: int) -> bool:
        """Whether the word behind "and" is a verb; one in "-ed" may be an adjective ("heat and unsettled weather")."""
        behind = self.low(frame, m + 1)
        adjective = self.low(frame, m).endswith("ed") and not (
            behind in DETERMINERS or behind in PREPOSITIONS or behind in SUBJECTS
        )
        return self.finite_at(frame, m) and not adjective

    def clause_end(self, frame: Frame, k: int, *, main: bool = False) -> int:
        """The last item of the clause that begins at ``k``: its sentence less trailing remarks.

        ``main``: it is the main clause of its sentence, whatever the sentence begins with.
        """
        items, doc = frame.items, self.doc
        last = min(len(items), k + LONGEST) - 1
        bracket = 0
        aside = False
        nested = (
            not main
            and k < 14
            and (
                self.low(frame, 0) in _SUBORDINATE
                or self.low(frame, 0) in PARTICIPLES
                or any(self.low(frame, n) in _RELATIVE for n in range(max(0, k - 4), k))
            )
        )
        for m in range(k + 1, min(len(items), k + LONGEST)):
            if items[m] < 0:
                continue
            low = doc.lows[items[m]]
            following = self.low(frame, m + 1)
            if low == "(":
                bracket += 1
            elif low == ")":
                if not bracket:
                    last = m - 1
                    break
                bracket -= 1
            elif (
                low == ";"
                or (low == "and" and following in PARTICIPLES)
                or (low in ("and", "but") and self.joins_saying(frame, k, m))
            ):
                last = m - 1
                break
            elif low == "," and m + 1 < len(items) and not bracket:
                if aside:
                    aside = False  # "was, via its agents, following up"
                    continue
                aside = self.low(frame, m - 1) in AUXILIARIES
                subordinate = nested and m - k > 2
                if (
                    subordinate
                    or following in PARTICIPLES
                    or following in _CONTRASTING
                    or self.breaks_off(frame, m + 1)
                ):
                    last = m - 1
                    break
                if following == "according" or self.tag_at(frame, m + 1):
                    last = m - 1
                    break
        while last > k and items[last] >= 0 and doc.words[items[last]] in _PUNCTUATION:
            if doc.words[items[last]] == ")" and any(
                self.low(frame, n) == "(" for n in range(max(k, last - 12), last)
            ):
                break
            last -= 1
        return last

    def joins_saying(self, frame: Frame, k: int, m: int) -> bool:
        """Whether the "and" or "but" at item ``m`` adds another verb of saying to the one before the clause at ``k``.

        "said the suit would fail and noted that …", "said it was wrong, but they said …". Behind "and" alone a past
        may belong to the clause itself where its own verb is one: "said that the man lied and told agents …".
        """
        low = self.low
        n = m + 1
        if self.is_adverb(low(frame, n)):
            n += 1
        if self._reports_at(frame, n):
            if low(frame, m) == "but" or low(frame, m - 1) == "," or low(frame, n + 1) == "that":
                return True
            return not self._past_before(frame, k, m)
        if self.finite_at(frame, n):
            return False
        for verb in range(n + 1, min(n + 6, len(frame.items))):
            word = low(frame, verb)
            if word in SAY and word in FINITE and word not in NOUN_LIKE:
                return True
            if (
                not word[:1].isalpha()
                or word in PREPOSITIONS
                or word in _INNER
                or self.finite_at(frame, verb)
            ):
                return False
        return False

    def _reports_at(self, frame: Frame, n: int) -> bool:
        """Whether the word at item ``n`` is a verb of saying; "states" and others that are nouns only before "that"."""
        low = self.low(frame, n)
        if low in NOUN_LIKE and (low == "states" or self.low(frame, n + 1) != "that"):
            return False
        return (
            low in FINITE and (low in SAY or low in CALL or low == "estimated") and self.finite_at(frame, n)
        )

    def _past_before(self, frame: Frame, k: int, m: int) -> bool:
        """Whether the verb nearest before item ``m`` in the clause at ``k`` is in the past or a form "has" makes."""
        for n in range(m - 1, max(k - 1, m - 25), -1):
            low = self.low(frame, n)
            if self.finite_at(frame, n):
                return (
                    low in _TAKES_PAST
                    or low.endswith("ed")
                    or not (low in AUXILIARIES or low.endswith(("s", "n't")))
                )
        return True

    def breaks_off(self, frame: Frame, m: int) -> bool:
        """Whether the reporter speaks again at item ``m``: ", highlighting …", ", but appeared to …"."""
        low = self.low(frame, m)
        if low.endswith("ing") and low not in (
            "including",
            "during",
            "nothing",
            "something",
            "everything",
            "anything",
        ):
            return True
        behind = self.low(frame, m + 1)
        if low in ("a", "an"):
            return all(
                self.low(frame, n) not in (",", "and") for n in range(m, min(len(frame.items), m + LONGEST))
            )
        return low == "but" and (behind in AUXILIARIES or behind in FINITE or behind.endswith("ed"))

    def tag_at(self, frame: Frame, m: int) -> bool:
        """Whether ", he said" or ", officials said" begins at item ``m``."""
        for n in range(m + 1, min(m + 6, len(frame.items))):
            low = self.low(frame, n)
            if low in SAY and low in FINITE:
                return n + 1 >= len(frame.items) or self.low(frame, n + 1) in (".", ",", "")
            if not low or low == "," or low in AUXILIARIES:
                return False
        return False

    def goes_on_at(self, frame: Frame, m: int, stated: bool) -> bool:
        """Whether the verb of a subject in front of a tag stands at item ``m``: "The rise, Lee said, is due to it"."""
        while self.is_adverb(self.low(frame, m)):
            m += 1
        low = self.low(frame, m)
        if low.endswith("ed") and (stated or self.low(frame, m + 1) in PREPOSITIONS):
            return False
        return self.finite_at(frame, m) or (not stated and self._is_base(low))

    def is_introduction(self, frame: Frame, first: int, last: int) -> bool:
        """Whether a clause says only when something else was said: "Asked why it was late", "When it came"."""
        return self.low(frame, first) in _INTRODUCING and all(
            self.low(frame, m) != "," for m in range(first, last + 1)
        )

    def relative_end(self, frame: Frame, first: int, last: int) -> int:
        """Where what "who promised to …" governs ends in ``first..last``: before the verb "who" stands for."""
        for m in range(first + 2, last + 1):
            low = self.low(frame, m)
            if low in _INNER or low in SUBJECTS:
                break
            if low in AUXILIARIES and self.finite_at(frame, m):
                return m - 1
        return last

    def past_dateline(self, frame: Frame, stop: int) -> int:
        """Where the sentence begins behind "WASHINGTON (AP) —"."""
        for m in range(1, min(9, stop)):
            if self.low(frame, m) in ("—", "–", "--") and self.doc.words[frame.items[0]].isupper():
                return m + 1
        return 0

    def has_finite(self, frame: Frame, first: int, last: int) -> bool:
        return any(self.finite_at(frame, m) for m in range(first, last + 1))

    def starts_main(self, frame: Frame, m: int) -> bool:
        """Whether the main clause begins at ``m`` rather than an apposition going on."""
        if m >= len(frame.items) or frame.items[m] < 0:
            return False
        low = self.doc.lows[frame.items[m]]
        if low in ("who", "which", "and") or low in PREPOSITIONS:
            return False
        for k in range(m, min(m + 25, len(frame.items))):
            word = self.low(frame, k)
            if word == ",":
                return False
            if self.finite_at(frame, k):
                return True
        return False

    def opens_content(self, frame: Frame, k: int, clausal: bool) -> bool:
        """Whether the "that" at item ``k`` begins what was said, not "that day" or "that to me".

        ``clausal``: the verb before it takes no noun phrase, so that no verb need be known behind it.
        """
        low, behind = self.low(frame, k + 1), self.low(frame, k + 2)
        if low == ",":
            # "said that, under the law, …"
            return any(
                self.low(frame, m) == "," and m + 1 < len(frame.items)
                for m in range(k + 3, min(k + 14, len(frame.items)))
            )
        if not low or not behind or not (low[0].isalnum() or low[0] == "$") or behind in _STOPS:
            return False
        if low in ("to", "of", "as"):
            return False
        if low in PREPOSITIONS or low in _SUBORDINATE:
            return self.has_finite(frame, k + 2, min(k + 30, len(frame.items) - 1))
        if low in SUBJECTS or low in DETERMINERS or self.is_contracted(low):
            return True
        if low.endswith("ing") or (low.endswith("s") and not low.endswith(("ss", "us", "is"))):
            return True
        if frame.items[k + 1] in self.cast.starting or self.opens_clause(frame, k + 1):
            return True
        return clausal and low.isalpha() and low not in SPANS and behind not in PREPOSITIONS

    def follows_quotation(self, frame: Frame, i: int) -> bool:
        """Whether the verb is the inverted tag of what stands before it: "…," said Ann Lee, the mayor."""
        if self.doc.lows[frame.items[i]] not in INVERTED or not i:
            return False
        before = frame.items[i - 1]
        if before < 0:
            return True
        if self.doc.words[before] != ",":
            return False
        if i > 1 and frame.items[i - 2] < 0:
            return True
        k = i + 1
        if k >= len(frame.items) or frame.items[k] < 0:
            return False
        # "Ann Lee, the mayor, said it …" has its subject in front, "…, said Ann Lee, the mayor" behind.
        low = self.low(frame, k)
        if low in PREPOSITIONS or low in TIMES or low in ("that", "he", "she", "they", "it"):
            return False
        return not self.opens_clause(frame, k, strict=True)

    def tag_ends(self, frame: Frame, m: int) -> bool:
        """What may stand behind a tag: the end, a comma, a time, a place."""
        low = self.low(frame, m)
        return low in (".", ",", "in", "on", "at", "during", "?", "—") or low in TIMES
