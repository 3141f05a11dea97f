"""The whole road from a text to proposals: any text, worst cases, the command, the seed article."""

import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.ingest.extract import Speech, extract
from tracker.ingest.text import Doc

SEED = Path(__file__).parents[3] / "shared" / "quotes" / "data" / "seed.jsonl"
PIECES = st.sampled_from(
    "“ ” \" '' ‘ ’ « » \n \n\n . , : ; ? ! — -- ( ) said Said told that who according to he she it the a of and "
    "Ann Lee Lee’s Mr. Mayor Sen. ICE U.S. Department spokesman for was by 10,000 É ſ İ \u2028 \ud83d \x00 "
    "saying added called “sanctuary” LEE: Arden".split(" ")
)


def check(text: str) -> None:
    """Every span lies in the text and holds the characters that stand there."""
    found = extract(text)
    spans = [quote.span for quote in (*found.quotes, *found.indirect)]
    spans += [quote.mention for quote in (*found.quotes, *found.indirect) if quote.mention is not None]
    spans += [mention for person in found.people for mention in person.mentions]
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
    for quote in (*found.quotes, *found.indirect):
        assert 0 <= quote.confidence <= 1
        assert 0 <= quote.speaker_confidence <= 1


@given(st.text(max_size=200))
def test_any_text_at_all_gives_spans_inside_it(text: str) -> None:
    check(text)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " "]))
def test_any_mixture_of_news_words_gives_spans_inside_it(pieces: list[str], joint: str) -> None:
    check(joint.join(pieces))


@given(st.lists(PIECES, max_size=30))
def test_tokens_paragraphs_and_sentences_cover_the_text_in_order(pieces: list[str]) -> None:
    doc = Doc(" ".join(pieces))
    assert [doc.text[a:b] for a, b in zip(doc.starts, doc.ends, strict=True)] == doc.words
    assert sum(last - first for first, last in doc.sentences) == len(doc) == len(doc.token_paragraph)


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "“" * n,
        lambda n: '"' * n,
        lambda n: "“a,” said " * (n // 10),
        lambda n: "A" * n,
        lambda n: "Ab Cd " * (n // 6),
        lambda n: "he said that " * (n // 13),
        lambda n: "according to " * (n // 13),
        lambda n: " ".join(f"Mr. X{i} Smith said." for i in range(n // 20)),
        lambda n: "Bob Lee, said, “no” and " * (n // 23),
        lambda n: "LEE: no\n" * (n // 8),
        lambda n: " " * n,
        lambda n: "\n " * (n // 2),
    ],
)
def test_time_grows_with_the_text_and_not_with_its_square(make: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        text = make(size)
        begun = time.process_time()
        Speech(text)
        return time.process_time() - begun

    seconds(1_000)
    small, large = (min(seconds(size) for _ in range(5)) for size in (8_000, 32_000))
    assert large < 9 * max(small, 0.01)  # four times the text; sixteen would be quadratic


def test_command_writes_one_line_per_text(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    text = "“We will sue,” Ruth Haney said. She promised a “sanctuary” vote."
    source.write_text(
        json.dumps({"doc_id": "one", "text": text})
        + "\n\n"
        + json.dumps({"doc_id": "two", "text": ""})
        + "\n"
    )
    call_command("extract_quotes", source, target, stdout=io.StringIO())
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["doc_id"] for line in lines] == ["one", "two"]
    (quote,) = lines[0]["quotes"]
    assert text[quote["quote_start"] : quote["quote_end"]] == quote["quote_text"] == "We will sue,"
    assert (quote["speaker_name"], quote["official"]) == ("Ruth Haney", "")
    assert 0.5 < quote["confidence"] <= 1
    assert {"places", "figures", "announcements", "indirect"} <= lines[0].keys()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not json", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"doc_id": "two"}', "needs"),
        (b'{"text": "b"}', "needs"),
        (b'["text"]', "needs"),
        (b'{"doc_id": "two", "text": 5}', '"text" must be a string'),
        (b'{"doc_id": "two", "text": null}', '"text" must be a string'),
        (b'{"doc_id": ["two"], "text": "b"}', '"doc_id" must be'),
        (b'{"doc_id": null, "text": "b"}', '"doc_id" must be'),
        (b'{"doc_id": "one", "text": "b"}', "stands in line 1 already"),
        (b'{"doc_id": "two", "text": "\xff"}', "not UTF-8"),
    ],
)
def test_command_names_the_line_that_is_no_document_and_writes_nothing(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b'{"doc_id": "one", "text": "a"}\n' + line + b"\n")
    target.write_text("what was there before")
    with pytest.raises(CommandError, match=f"line 2: .*{reason}"):
        call_command("extract_quotes", source, target)
    assert target.read_text() == "what was there before"
    assert sorted(tmp_path.iterdir()) == [source, target]


def test_command_names_the_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.jsonl: No such file"):
        call_command("extract_quotes", tmp_path / "gone.jsonl", tmp_path / "out.jsonl")
    with pytest.raises(CommandError, match=r"gone\.csv"):
        call_command("extract_quotes", tmp_path / "in", tmp_path / "out", gazetteer=tmp_path / "gone.csv")
    assert not list(tmp_path.iterdir())


def test_command_names_the_file_it_was_to_write(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("", encoding="utf-8")
    target = tmp_path / "gone" / "out.jsonl"
    with pytest.raises(CommandError) as refused:
        call_command("extract_quotes", tmp_path / "in", target)
    assert str(refused.value) == f"{target}: No such file or directory"


def test_link_as_target_stays_a_link(tmp_path: Path) -> None:
    source, target, link = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "link"
    source.write_text('{"doc_id": "one", "text": "a"}')
    link.symlink_to(target)
    call_command("extract_quotes", source, link, stdout=io.StringIO())
    assert link.is_symlink()
    assert json.loads(target.read_text())["doc_id"] == "one"


def test_command_reads_an_empty_file_as_no_texts(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", io.StringIO()
    source.write_bytes(b"\xef\xbb\xbf\n\n")
    call_command("extract_quotes", source, source, stdout=out)
    assert out.getvalue().startswith("0 texts read")
    assert source.read_bytes() == b""


@pytest.mark.parametrize("odd", ["\ud83d", "\0", "\u2028", "\x85", "\r", "İ"])
def test_command_keeps_odd_characters_and_their_offsets(tmp_path: Path, odd: str) -> None:
    text = f"{odd} “We will{odd} sue,” Ruth Haney said in Chicago. It has 40 officers."
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"doc_id": odd, "text": text}))
    call_command("extract_quotes", source, target, stdout=io.StringIO())
    line = json.loads(target.read_text(encoding="utf-8"))
    assert line["doc_id"] == odd
    for found in (*line["places"], *line["figures"], *line["announcements"]):
        assert text[found["start"] : found["end"]] == found["text"]
    (place,) = line["places"]
    assert place["text"] == "Chicago"


def test_line_holds_every_promised_key(tmp_path: Path) -> None:
    text = "“It is wrong,” Sheriff Ida Poe said. ICE will hire 900 agents in Chicago, it said Tuesday."
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"doc_id": "one", "text": text, "published_on": "2017-07-19"}))
    call_command("extract_quotes", source, target, stdout=io.StringIO())
    line = json.loads(target.read_text(encoding="utf-8"))
    promised = {
        "quotes": {"quote_start", "quote_end", "quote_text", "speaker_name", "official", "confidence"},
        "places": {"start", "end", "text", "geoid", "confidence"},
        "figures": {"start", "end", "text", "value_low", "value_high", "unit", "hedge", "speaker_name"},
        "announcements": {"start", "end", "text", "kind", "agency", "announced_on", "targets"},
    }
    for kind, keys in promised.items():
        assert line[kind]
        assert all(keys <= found.keys() for found in line[kind])


@pytest.mark.skipif(not SEED.exists(), reason="the development sets lie outside the repository")
def test_seed_article_gives_all_quotations_their_speaker_and_keeps_scare_marks_apart() -> None:
    gold = json.loads(SEED.read_text(encoding="utf-8").splitlines()[0])
    speech = Speech(gold["text"])
    found = {(quote.span.start, quote.span.end): quote for quote in speech.quotes}
    for quote in gold["quotes"]:
        match = found[quote["quote_start"], quote["quote_end"]]
        if quote["optional"] and "sanctuary" in quote["quote_text"]:
            assert (match.form, match.speaker_name) == ("scare", "")
        elif not quote["optional"]:
            assert match.form in ("direct", "partial")
            assert match.speaker_name in quote["speaker_names"]
