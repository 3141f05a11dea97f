"""One pass for the words that readers start from."""

from tracker.ingest.text import Doc
from tracker.ingest.word_positions import marks, positions


def test_each_vocabulary_gets_its_own_words_in_order():
    doc = Doc("Two sent a letter, one SENT two.")
    sent, two = frozenset(["sent", "letter"]), frozenset(["two"])
    assert positions(doc, sent, two) == ([1, 3, 6], [0, 7])


def test_word_of_two_vocabularies_is_in_both():
    one, other = frozenset(["cut"]), frozenset(["cut", "rose"])
    assert positions(Doc("Cut"), one, other) == ([0], [0])


def test_text_without_words_has_none():
    assert positions(Doc(""), frozenset(["a"])) == ([],)


def test_marks_stand_at_the_tokens_given_and_nowhere_else() -> None:
    assert list(marks(5, [1], [3, 1])) == [0, 1, 0, 1, 0]
