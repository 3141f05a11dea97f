"""Renaming the people of labelled articles: labels still say what stands in the text."""

from __future__ import annotations

from script.rename_people import renamed
from tracker.ingest.given_names import given_names, surnames

TEXT = "Mayor Dana Whitfield spoke. “We stay,” Whitfield said. “Whitfield is wrong,” said Sheriff Lou Barret."


def document() -> dict[str, object]:
    def quote(words: str, mention: str, names: list[str]) -> dict[str, object]:
        start = TEXT.index(words)
        at = TEXT.index(mention, start)
        return {
            "quote_start": start,
            "quote_end": start + len(words),
            "quote_text": words,
            "mention_start": at,
            "mention_end": at + len(mention),
            "speaker_text": mention,
            "speaker_names": names,
            "speaker_type": "person",
        }

    return {
        "doc_id": "a",
        "text": TEXT,
        "quotes": [
            quote("We stay,", "Whitfield", ["Dana Whitfield"]),
            quote("Whitfield is wrong,", "Lou Barret", ["Lou Barret"]),
        ],
    }


def test_labels_move_with_the_text() -> None:
    (other,) = renamed([document()], seed=3)
    text = other["text"]
    assert "Whitfield" not in text
    assert "Barret" not in text
    for label in other["quotes"]:
        assert text[label["quote_start"] : label["quote_end"]] == label["quote_text"]
        assert text[label["mention_start"] : label["mention_end"]] == label["speaker_text"]
    first, second = other["quotes"]
    assert first["quote_text"] == "We stay,"
    assert second["speaker_names"] == [second["speaker_text"]]
    assert first["speaker_names"][0].split()[-1] in second["quote_text"]


def test_same_seed_gives_the_same_names_and_leaves_the_original() -> None:
    given = document()
    assert renamed([given], seed=3) == renamed([given], seed=3)
    assert renamed([given], seed=3) != renamed([given], seed=4)
    assert given == document()


def test_coined_names_stand_in_no_list() -> None:
    (other,) = renamed([document()], seed=3, coined=True)
    given, family = other["quotes"][0]["speaker_names"][0].lower().split()
    assert given not in given_names()
    assert family not in surnames()


def test_name_keeps_the_gender_its_pronoun_tells() -> None:
    told = document()
    told["quotes"][1]["speaker_text"] = "She"  # type: ignore[index]
    for seed in range(5):
        (other,) = renamed([told], seed=seed)
        assert given_names()[other["quotes"][1]["speaker_names"][0].split()[0].lower()] == "f"
