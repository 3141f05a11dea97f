"""Reading articles: odd, broken and hostile input, and each rule of the fields."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.ingest.article import read_article
from tracker.ingest.bylines import read_byline
from tracker.ingest.errors import IngestError, NoText, NotText, TooLarge, Unreadable
from tracker.ingest.jsonld import read_json_ld
from tracker.ingest.pdf import join_lines
from tracker.ingest.pubdate import parse_date
from tracker.ingest.types import ArticleFields

URL = "https://www.harborledger.example/news/jail"
STORY = (
    "<p>The county jail will go on releasing people on the day their sentence ends, the sheriff said.</p>"
    "<p>“We keep our policy,” Wexley said. “It is our jail.” He declined to say more about the letter.</p>"
    "<p>The board is to vote on the rule in June, and the clerk expects a long evening of speeches.</p>"
)


def page(head: str = "", body: str = "", *, url: str = URL) -> ArticleFields:
    html = f"<!doctype html><html><head>{head}</head><body><article>{body}{STORY}</article></body></html>"
    return read_article(html.encode(), content_type="text/html; charset=utf-8", url=url)


def ld(**node: object) -> str:
    node = {"@type": "NewsArticle"} | node
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


# --- dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2017-07-18", "2017-07-18", "day"),
        ("2017-07-18T23:30:00-05:00", "2017-07-18", "day"),
        ("2017-07-18T03:30:00Z", "2017-07-18", "day"),
        ("2017-07", "2017-07", "month"),
        ("1987", "1987", "year"),
        ("20170718", "2017-07-18", "day"),
        ("20170718T101500Z", "2017-07-18", "day"),
        ("7/4/2017", "2017-07-04", "day"),
        ("18/7/2017", "2017-07-18", "day"),
        ("2017/07/18", "2017-07-18", "day"),
        ("July 18, 2017", "2017-07-18", "day"),
        ("Published: Tuesday, Jul. 18th, 2017 at 9:00 a.m. EDT", "2017-07-18", "day"),
        ("18 July 2017", "2017-07-18", "day"),
        ("Tue, 18 Jul 2017 22:30:00 -0500", "2017-07-18", "day"),
        ("Sept. 3, 2019", "2019-09-03", "day"),
        ("May 2017", "2017-05", "month"),
        ("1500379200", "2017-07-18", "day"),
        ("1500379200000", "2017-07-18", "day"),
    ],
)
def test_date_keeps_the_day_and_precision_it_was_written_with(text: str, value: str, precision: str) -> None:
    found = parse_date(text)
    assert found is not None and (found.value, found.precision) == (value, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "0001-01-01T00:00:00",
        "1970-01-01T00:00:00Z",
        "0",
        "2017-02-31",
        "2017-13-01",
        "13/45/2017",
        "3 days ago",
        "9999",
    ],
)
def test_what_is_no_date_is_left_blank(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(max_size=200))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.precision in ("day", "month", "year")


def test_utc_morning_yields_to_the_day_before_when_the_page_shows_it() -> None:
    stamp = ld(datePublished="2019-11-14T02:05:00Z")
    assert page(stamp, '<span class="date">Nov. 13, 2019</span>').published_on == "2019-11-13"
    assert page(stamp, url="https://www.harborledger.example/2019/11/13/jail").published_on == "2019-11-13"
    assert page(stamp).published_on == "2019-11-14"
    assert page(stamp, '<span class="date">Nov. 11, 2019</span>').published_on == "2019-11-14"
    late = ld(datePublished="2019-11-14T19:05:00Z")
    assert page(late, '<span class="date">Nov. 13, 2019</span>').published_on == "2019-11-14"


def test_utc_morning_that_nothing_else_shows_is_less_sure() -> None:
    def sure(head: str, body: str = "") -> float:
        found = page(head, body)
        assert found.published_on == "2019-11-14"
        return found.origins["published_on"].confidence

    night = ld(datePublished="2019-11-14T02:05:00Z")
    assert sure(night) < 0.8
    again = '<meta property="article:published_time" content="2019-11-14T02:05:00+00:00">'
    assert sure(night + again) < 0.8
    assert sure(night, '<span class="date">Nov. 14, 2019</span>') > 0.9
    assert sure(ld(datePublished="2019-11-14T02:05:00-05:00")) > 0.9


@pytest.mark.parametrize(
    ("domain", "lang", "published_on"),
    [
        ("ledger.co.uk", "", "2026-03-04"),
        ("ledger.co.uk", "en-US", "2026-03-04"),
        ("ledger.com.au", "en", "2026-03-04"),
        ("ledger.com", "en-GB", "2026-03-04"),
        ("ledger.com", "es-419", "2026-03-04"),
        ("ledger.com", "en-US", "2026-04-03"),
        ("ledger.gov", "", "2026-04-03"),
        ("ledger.k12.ca.us", "", "2026-04-03"),
        ("ledger.com.ph", "", "2026-04-03"),
        ("ledger.com", "", ""),
        ("ledger.com", "en", ""),
        ("ledger.com", "es-US", ""),
        ("ledger.ca", "en-US", ""),
        ("ledger.tv", "en", ""),
    ],
)
def test_numbers_of_a_date_stand_as_the_country_writes_them(
    domain: str, lang: str, published_on: str
) -> None:
    url, head = (
        f"https://www.{domain}/jail",
        f'<meta name="date" content="04/03/2026"><meta name="language" content="{lang}">',
    )
    found = page(head, url=url)
    assert found.published_on == published_on
    if published_on:
        assert found.origins["published_on"].confidence <= 0.8


def test_numbers_of_a_date_that_fit_one_order_need_no_country() -> None:
    for written in ("25/03/2026", "03/25/2026"):
        found = page(f'<meta name="date" content="{written}">', url="https://ledger.com/jail")
        assert (found.published_on, found.origins["published_on"].confidence) == ("2026-03-25", 0.93)


def test_open_order_of_a_date_yields_to_the_address() -> None:
    head = '<meta name="date" content="04/03/2026">'
    assert page(head, url="https://ledger.com/2026/03/04/jail").published_on == "2026-03-04"


def test_date_in_the_address_is_used_when_the_page_has_none() -> None:
    found = page(url="https://www.harborledger.example/2019/11/13/jail")
    assert (found.published_on, found.origins["published_on"].origin) == ("2019-11-13", "url")
    found = page(url="https://www.harborledger.example/2019/11/jail")
    assert (found.published_on, found.published_precision) == ("2019-11", "month")


def test_time_of_an_update_or_of_another_story_is_not_the_date() -> None:
    assert page(body='<time class="updated" datetime="2020-01-01">x</time>').published_on == ""
    assert page(body='<aside><time datetime="2020-01-01">x</time></aside>').published_on == ""
    assert page(body='<time datetime="2020-01-01">x</time>').published_on == "2020-01-01"


def test_dates_of_teasers_are_not_taken_for_the_articles() -> None:
    teasers = '<span class="date">May 3, 2024</span><span class="date">May 9, 2024</span>'
    assert page(body=teasers).published_on == ""
    assert page(body=teasers + '<p class="posted-on">Posted May 7, 2024</p>').published_on == "2024-05-07"
    assert page(body='<span class="date">May 3, 2024</span>').published_on == "2024-05-03"


# --- bylines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ana Quillfeather", ("Ana Quillfeather",)),
        ("Ana Quillfeather and Bo Lim", ("Ana Quillfeather", "Bo Lim")),
        (
            "By ANA QUILLFEATHER, BO LIM and J.P. DE LA CRUZ, Staff Writers",
            ("Ana Quillfeather", "Bo Lim", "J.P. De La Cruz"),
        ),
        ("By: Ana Quillfeather | The Harbor Ledger | May 3, 2024", ("Ana Quillfeather",)),
        ("Story by Ana Quillfeather; photos by Jo Lens", ("Ana Quillfeather",)),
        ("Otis Wexley, Jr., special to the Ledger", ("Otis Wexley",)),
        ("Ana Quillfeather (aquill@ledger.example)", ("Ana Quillfeather",)),
        ("By Ana Quillfeather, The Harbor Ledger", ("Ana Quillfeather",)),
        ("The Associated Press", ("The Associated Press",)),
        ("Siobhán O’Dell-Fontaine", ("Siobhán O’Dell-Fontaine",)),
        ("By Staff", ()),
        ("admin", ()),
        ("Harbor Ledger", ()),
        ("https://www.ledger.example/ana", ()),
        ("", ()),
    ],
)
def test_byline_gives_names_as_printed(text: str, names: tuple[str, ...]) -> None:
    assert read_byline(text, outlet="The Harbor Ledger") == names


@given(st.text(max_size=400))
def test_any_byline_gives_short_names(text: str) -> None:
    assert all(0 < len(name) <= 60 for name in read_byline(text))


# --- JSON-LD -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ana Quill", ("Ana Quill",)),
        ({"@type": "Person", "name": "Ana Quill"}, ("Ana Quill",)),
        ([{"name": "Ana Quill"}, "Bo Lim", None, 7], ("Ana Quill", "Bo Lim")),
        ({"name": ["Ana Quill", "Bo Lim"]}, ("Ana Quill", "Bo Lim")),
        ({"@id": "#missing"}, ()),
        (None, ()),
    ],
)
def test_json_ld_author_in_every_shape(author: object, names: tuple[str, ...]) -> None:
    assert read_json_ld([json.dumps({"@type": "Article", "author": author})]).authors == names


@pytest.mark.parametrize(
    "wrapping", ["<!-- %s -->", "//<![CDATA[\n%s\n//]]>", "%s;", "\n[%s]\n", '{"@graph": [%s]}']
)
def test_json_ld_in_its_usual_wrappings_is_read(wrapping: str) -> None:
    script = wrapping % json.dumps({"@type": "ReportageNewsArticle", "headline": "A &amp; B\u2019s"})
    assert read_json_ld([script]).title == "A & B’s"


TEASER = {
    "headline": "Mayor opens a swimming pool",
    "url": "https://www.harborledger.example/news/pool",
    "author": {"name": "Bo Lim"},
    "datePublished": "2020-01-01",
}
JAIL = {
    "headline": "Jail rule stays as it is",
    "author": {"name": "Ana Quill"},
    "datePublished": "2025-05-06",
}
JAIL_HEAD = "<title>Jail rule stays as it is | The Harbor Ledger</title>"


@pytest.mark.parametrize(
    "own",
    [
        {"url": URL},
        {"url": "http://harborledger.example/news/jail/?utm_source=feed"},
        {"url": "/news/jail"},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": f"{URL}/"}},
        {"@id": f"{URL}#article"},
        {"url": f"{URL}?page=all", "headline": "Only the address says that it is this one"},
        {},
        {"url": "https://staging.example/?p=17"},
    ],
)
def test_json_ld_of_the_page_itself_is_preferred_to_a_teaser(own: dict[str, object]) -> None:
    url = f"{URL}?page=all" if "headline" in own else URL
    found = page(JAIL_HEAD + ld(**TEASER) + ld(**JAIL | own), "<h1>Jail rule stays as it is</h1>", url=url)
    assert (found.title, found.bylines) == ((JAIL | own)["headline"], ("Ana Quill",))
    assert found.published_on == "2025-05-06"


@pytest.mark.parametrize(
    "nodes",
    [
        [TEASER],
        [TEASER, {"headline": "Another pool opens", "url": "/other"}],
        [{"headline": "One story"}, {"headline": "Another story"}],
    ],
)
@pytest.mark.parametrize("url", [URL, ""])
def test_json_ld_of_other_stories_says_nothing_of_the_page(nodes: list[dict[str, object]], url: str) -> None:
    body = '<h1>Jail rule stays as it is</h1><p class="byline">By Ana Quill</p>'
    found = page(JAIL_HEAD + "".join(ld(**node) for node in nodes), body, url=url)
    assert (found.title, found.bylines) == ("Jail rule stays as it is", ("Ana Quill",))
    assert (found.published_on, found.canonical_url) == ("", url)


def test_json_ld_alone_on_its_page_is_believed_with_a_headline_of_its_own() -> None:
    head = JAIL_HEAD + ld(**JAIL | {"headline": "Sheriff: no change"})
    assert page(head, "<h1>Jail rule stays as it is</h1>").bylines == ("Ana Quill",)
    moved = ld(**JAIL | {"url": "https://staging.example/?p=17"})
    assert page(JAIL_HEAD + moved).published_on == "2025-05-06"


@pytest.mark.parametrize(
    "script",
    ["", "{", "[" * 100_000, '{"a":' * 50_000, "null", "7", '"text"', "[[[]]]", '{"@type": 7, "@graph": 8}'],
)
def test_broken_json_ld_is_passed_over(script: str) -> None:
    good = json.dumps({"@type": "Article", "headline": "Good"})
    assert read_json_ld([script, good]).title == "Good"


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "@type",
                        "@graph",
                        "@id",
                        "author",
                        "name",
                        "headline",
                        "publisher",
                        "url",
                        "articleBody",
                    ]
                ),
                inner,
            )
        ),
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_read_without_error(value: object) -> None:
    read_json_ld(
        [
            json.dumps({"@type": "Article", "author": value, "publisher": value, "url": value}),
            json.dumps(value),
        ]
    )


def test_stated_body_is_used_when_the_page_shows_only_a_part() -> None:
    body = (
        "The whole story is longer. “It goes on,” she said.\n\nIt has paragraphs that the page hides from readers. "
        * 20
    )
    found = page(ld(headline="Jail", articleBody=body))
    assert found.origins["text"].origin == "json-ld" and "\n\nIt has paragraphs" in found.text
    assert page(ld(headline="Jail", articleBody="Short.")).origins["text"].origin == "trafilatura"


# --- title, outlet, canonical address, language ------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta property="og:title" content="Jail rule stays | The Harbor Ledger">', "", "Jail rule stays"),
        ("<title>Jail rule stays - harborledger</title>", "", "Jail rule stays"),
        ("<title>Jail rule stays — a first look</title>", "", "Jail rule stays — a first look"),
        (
            "<title>The Harbor Ledger</title>",
            "<h1>The jail rule stays, says sheriff</h1>",
            "The jail rule stays, says sheriff",
        ),
        (ld(headline="Jail &#8216;rule&#8217; stays"), "", "Jail ‘rule’ stays"),
        (
            "<title>Ledger: jail rule stays | News</title>",
            "<h1>Ledger: jail rule stays</h1>",
            "Ledger: jail rule stays",
        ),
        ("", "", ""),
    ],
)
def test_title_is_the_headline_without_the_outlet(head: str, body: str, title: str) -> None:
    site = '<meta property="og:site_name" content="The Harbor Ledger">'
    assert page(site + head, body).title == title


@pytest.mark.parametrize(
    ("declared", "canonical"),
    [
        ("/news/jail-rule?utm_source=x", "https://www.harborledger.example/news/jail-rule"),
        ("https://harborledger.example/a", "https://harborledger.example/a"),
        ("https://rival.example/a", URL),
        ("https://harborledger.example.rival.example/a", URL),
        ("https://www.harborledger.example/", URL),
        ("javascript:alert(1)", URL),
        ("http://[::1", URL),
        ("", URL),
    ],
)
def test_canonical_address_is_believed_only_on_its_own_domain(declared: str, canonical: str) -> None:
    assert page(f'<link rel="canonical" href="{declared}">').canonical_url == canonical


def test_page_with_two_canonical_addresses_is_believed_in_neither() -> None:
    links = '<link rel="canonical" href="/a"><link rel="canonical" href="/b">'
    assert page(links).canonical_url == URL


@pytest.mark.parametrize(
    "declared",
    [
        "https://www.harborledger.example",
        "http://harborledger.example/?utm_source=x",
        "https://harborledger.example/index.html",
    ],
)
def test_saved_page_is_not_the_front_page_it_names(declared: str) -> None:
    for head in (
        f'<link rel="canonical" href="{declared}">',
        f'<meta property="og:url" content="{declared}">',
        ld(headline="The jail rule stays", url=declared),
    ):
        assert page(head, url="").canonical_url == ""
    assert page(f'<link rel="canonical" href="{declared}">', url="").outlet_domain == "harborledger.example"
    assert (
        page(
            f'<link rel="canonical" href="{declared}"><meta property="og:url" content="{URL}">', url=""
        ).canonical_url
        == URL
    )


@pytest.mark.parametrize(
    ("base", "url", "canonical"),
    [
        ("/news/2025/", URL, "https://www.harborledger.example/news/2025/rule"),
        ("https://www.harborledger.example/a/", "", "https://www.harborledger.example/a/rule"),
        ("https://rival.example/a/", URL, URL),
        ("javascript:x", URL, "https://www.harborledger.example/news/rule"),
        ("http://[::1", URL, "https://www.harborledger.example/news/rule"),
    ],
)
def test_relative_addresses_are_relative_to_the_base_the_page_states(
    base: str, url: str, canonical: str
) -> None:
    body = (
        '<p>As <a href="letter">the letter</a> of the board of the county said in so many words in May.</p>'
    )
    found = page(f'<base href="{base}"><link rel="canonical" href="rule">', body, url=url)
    assert found.canonical_url == canonical
    expected = "https://rival.example/a/letter" if "rival" in base else canonical.replace("rule", "letter")
    assert found.links == (("the letter", expected),)


def test_saved_page_without_address_gives_its_own() -> None:
    found = page('<link rel="canonical" href="https://www.harborledger.example/a">', url="")
    assert found.canonical_url == "https://www.harborledger.example/a"
    assert found.outlet_domain == "harborledger.example"
    assert found.origins["canonical_url"].confidence < 0.8


@pytest.mark.parametrize(
    ("lang", "tag"),
    [("EN_us", "en-US"), ("es-419", "es-419"), ("zh-hant-tw", "zh-Hant-TW"), ("english!", "")],
)
def test_language_is_a_bcp47_tag(lang: str, tag: str) -> None:
    assert page(f'<meta http-equiv="content-language" content="{lang}">').language == tag


# --- body --------------------------------------------------------------------------------------------


def test_quotation_marks_and_dashes_are_kept_as_printed() -> None:
    marks = "He said ``one'' and „two“ and «three» and ‹four› – or — five -- 'six' and “‘seven’” … he’s."
    assert marks in page(body=f"<p>{marks}</p>").text


def test_source_line_breaks_are_white_space_and_br_is_a_break() -> None:
    text = page(
        body="<p>One\n   line of <b>bold\nwords</b> and\n more of it here.<br>Second line here.</p>"
    ).text
    assert "One line of bold words and more of it here.\n\nSecond line here." in text


def test_inline_quotation_gets_marks_once() -> None:
    text = page(
        body="<p>She said <q>yes, <q>maybe</q> now</q> and he <q>“no”</q> to the <i>same</i> question.</p>"
    ).text
    assert "She said “yes, ‘maybe’ now” and he “no” to the same question." in text


def test_text_never_holds_what_cannot_be_stored() -> None:
    found = page(
        '<meta property="og:title" content="A &#xE000;title&#0; &#xD800;here">',
        "<p>Words &#xE000;and&#xE001; &#x0;more &#xD83D; words \x0b to read here today.</p>",
    )
    for text in (found.title, found.text):
        assert not set(text) & {"\0", "\ue000", "\ue001", "\x0b"} and text.encode()


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1", "utf-16"])
def test_charset_is_right_whatever_is_declared(charset: str) -> None:
    actual = "windows-1252" if charset == "iso-8859-1" else charset
    html = f"<!doctype html><html><head><title>Café — “x”</title></head><body><article>{STORY}</article></body></html>"
    found = read_article(html.encode(actual), content_type=f"text/html; charset={charset}", url=URL)
    assert "“We keep our policy,” Wexley" in found.text and found.title == "Café — “x”"
    if charset != "utf-16":
        found = read_article(html.encode(actual), content_type="text/html", url=URL)
        assert "“We keep our policy,” Wexley" in found.text


def test_sentences_in_a_plain_div_are_not_passed_over() -> None:
    said = "“Nobody wrote to me about the letter in all that time,” Neri said, “and I have asked the clerk twice now.”"
    assert said in page(body=f"<div>{said}</div>").text.split("\n\n")
    assert said not in page(body=f'<div class="photo-caption">{said}</div>').text


SHORT = [
    "“We will not do it,” Sheriff Otis Wexley said on Monday in the hall of the town, after a long meeting.",
    "The board will meet again in April, and “nobody will be held,” said Wexley, whose office is in Oakdale.",
]


@pytest.mark.parametrize("paragraphs", [SHORT[:1], SHORT])
@pytest.mark.parametrize(
    "byline",
    [
        "",
        "By Ana Quillfeather",
        "By Ana Quillfeather, Bo van der Lim &amp; the Continental Press | Staff writers",
        "By Ana Quillfeather, Bo van der Lim, Mara Tilden, Jo Lens, Theodora Okonkwo-Marsh and the Continental Press",
    ],
)
def test_short_text_is_apart_from_its_headline_and_byline(paragraphs: list[str], byline: str) -> None:
    body = f'<h1>Sheriff says no to holds</h1><p class="byline">{byline}</p>' + "".join(
        f"<p>{p}</p>" for p in paragraphs
    )
    html = f"<html><head><title>Sheriff says no to holds</title></head><body><article>{body}</article></body></html>"
    found = read_article(html.encode(), url=URL)
    assert found.text.split("\n\n") == paragraphs
    assert found.bylines[:1] == (("Ana Quillfeather",) if byline else ())


def test_script_and_hidden_code_are_never_text() -> None:
    text = page(
        body="<p>Before the code.</p><script>alert('x')</script><style>p{}</style><template>t</template>"
    ).text
    assert "alert" not in text and "p{}" not in text


FALSE = "“Nobody ever said these words to anyone in the county,” Wexley said on the steps of the hall."
UNSEEN = [
    "hidden",
    'hidden="hidden"',
    'aria-hidden="true"',
    *(
        f'style="{style}"'
        for style in (
            "display:none",
            "color: red; Display : none !important",
            "visibility: hidden",
            "opacity:0",
            "opacity: 0.0",
            "opacity:0%",
            "font-size:0",
            "font-size: 0px;",
            "font-size:1px",
            "font:0/0 a",
            "position:absolute;left:-9999px",
            "position: fixed; top: -100vh",
            "position:absolute; clip: rect(1px, 1px, 1px, 1px)",
            "position:absolute; clip-path: inset(50%)",
            "text-indent:-9999px",
            "margin-left:-9999px",
            "transform: translateX(-9999px)",
            "transform:scale(0)",
            "height:0;overflow:hidden",
            "text-decoration: line-through",
        )
    ),
]


@pytest.mark.parametrize("mark", UNSEEN)
@pytest.mark.parametrize(
    "shape", ["<p {}>{}</p>", "<p>He left. <span {}>{}</span>Then they met.</p>", "<div {}><p>{}</p></div>"]
)
def test_what_no_reader_sees_is_not_text(mark: str, shape: str) -> None:
    text = page(body=shape.format(mark, FALSE)).text
    assert FALSE not in text and "“We keep our policy,” Wexley" in text
    if "span" in shape:
        assert "He left. Then they met." in text


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_what_is_struck_out_is_not_text(tag: str) -> None:
    text = page(
        body=f"<p>The board met for <{tag}>{FALSE}</{tag}>two hours.</p><del><p>{FALSE}</p></del>"
    ).text
    assert FALSE not in text and "The board met for two hours." in text


@pytest.mark.parametrize(
    "shape",
    [
        '<p hidden="until-found">{}</p>',
        '<p aria-hidden="false">{}</p>',
        '<p style="display:block;opacity:0.9;font-size:14px">{}</p>',
        '<p style="position:relative;left:-4px;text-indent:-1em;margin-left:-20px">{}</p>',
        '<p style="height:auto;overflow:hidden">{}</p>',
        '<div style="font-size:0"><p style="font-size:16px">{}</p></div>',
        "<details><summary>More</summary><p>{}</p></details>",
        "<p><ins>{}</ins></p>",
    ],
)
def test_what_a_reader_sees_stays_text(shape: str) -> None:
    assert FALSE in page(body=shape.format(FALSE)).text


def test_marks_that_are_not_read_aloud_are_seen() -> None:
    marked = '<p><span aria-hidden="true">“</span>We wait for the board,<span aria-hidden="true">”</span> Wexley said in June.</p>'
    assert "“We wait for the board,” Wexley said in June." in page(body=marked).text
    initial = '<p><span aria-hidden="true">T</span><span class="for-ears">T</span>he board met for two hours in June.</p>'
    assert "\n\nThe board met" in f"\n\n{page(body=initial).text}"


@pytest.mark.parametrize("mark", ['style="opacity:0"', 'style="visibility:hidden"', 'aria-hidden="true"'])
@pytest.mark.parametrize("place", ["<html {}><body>{}", "<html><body {}>{}", "<html><body><div {}>{}</div>"])
def test_article_that_a_script_shows_or_a_window_covers_is_read(mark: str, place: str) -> None:
    html = place.format(mark, f"<article><h1>Jail rule stays as it is</h1>{STORY}</article>")
    assert "“We keep our policy,” Wexley" in read_article(html.encode(), url=URL).text


def test_links_are_those_of_the_article() -> None:
    found = page(
        body='<nav><ul><li><a href="/menu">Menu</a></li></ul></nav>'
        '<p>As <a href="https://dispatch.example/a?utm_source=x#part">the <b>Dispatch</b></a> first reported in May.</p>'
        '<p>See <a href="#top">above</a>, <a href="javascript:x()">here</a>, <a href="mailto:a@b.example">there</a>.</p>'
        '<p>The <a href="complaint.pdf">complaint</a> was filed in the county court in June.</p>'
        '<div>The clerk keeps a long page of letters at the county seat, open to all,<br><br>and <a href="/letters">lists them all</a>.</div>'
        '<aside><p><a href="/other">Another story that is told elsewhere on the site</a></p></aside>',
    )
    assert found.links == (
        ("the Dispatch", "https://dispatch.example/a"),
        ("complaint", "https://www.harborledger.example/news/complaint.pdf"),
        ("lists them all", "https://www.harborledger.example/letters"),
    )


def test_relative_links_of_a_file_without_address_are_left_out() -> None:
    body = '<p>As <a href="/a">the Dispatch</a> and <a href="https://w.example/b">the Weekly</a> first reported.</p>'
    assert page(body=body, url="").links == (("the Weekly", "https://w.example/b"),)


# --- refusals and bounds -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", NotText, "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, NotText, "PNG"),
        (b"PK\x03\x04" + b"\0" * 50, Unreadable, "zip"),
        (bytes(range(256)) * 100, NotText, "binary"),
        (b"<html><body></body></html>", NoText, "No article text"),
        (b"<!doctype html>", NoText, "no elements|No article"),
        (b"<html>" + b"x" * 5_300_000, TooLarge, "5 MB"),
        (b"<rss version='2.0'><channel></channel></rss>", NotText, "feed"),
        (b"hi", NoText, "too short"),
        (b"%PDF-1.7 nothing more", Unreadable, "PDF is damaged"),
    ],
)
def test_bad_input_is_refused_in_words(content: bytes, kind: type[IngestError], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        read_article(content, content_type="text/html", url=URL) if content[:1] == b"<" else read_article(
            content, url=URL
        )
    assert caught.value.permanent and caught.value.url == URL


def test_table_is_sent_to_the_list_import() -> None:
    with pytest.raises(NotText, match="import it as a list"):
        read_article(b"a,b\n1,2\n", name="list.csv")


def _deep(tag: str, depth: int) -> bytes:
    return b"<html><body>" + f"<{tag}>".encode() * depth + STORY.encode() + f"</{tag}>".encode() * depth


@pytest.mark.parametrize("tag", ["div", "span", "blockquote", "ul><li", "b", "table><tr><td", "q", "p"])
@pytest.mark.parametrize("depth", [300, 1500, 30_000])
def test_deep_nesting_is_read_or_refused_quickly(tag: str, depth: int) -> None:
    begun = time.process_time()
    try:
        assert "We keep our policy" in read_article(_deep(tag, depth), content_type="text/html", url=URL).text
    except (Unreadable, NoText) as error:
        assert depth > 300 or isinstance(error, NoText)
    assert time.process_time() - begun < 15


_HUGE: dict[str, Callable[[], bytes]] = {
    "one paragraph": lambda: b"<html><p>" + b"word " * 1_000_000,
    "many paragraphs": lambda: b"<html>" + STORY.encode() * 13_000,
    "links": lambda: b"<html><p>" + b"<a href='/x'>link</a> " * 39_000,
    "many links": lambda: b"<html><p>" + b"<a href='/x'>link</a> " * 200_000,
    "open tags": lambda: b"<html>" + b"<i><b>x" * 200_000,
    "attributes": lambda: b"<html><p " + b"a=b " * 1_000_000 + b">" + STORY.encode(),
    "marks": lambda: b"<html><p>" + b"&quot;" * 800_000,
    "comments": lambda: b"<html>" + b"<!-- x -->" * 400_000 + STORY.encode(),
    "line breaks": lambda: b"<html><div>words" + b"<br>\n" * 39_000,
    "classes": lambda: b"<html>" + b"<span class='byline date author'>By Ana</span>" * 39_000,
    "json": lambda: (
        b"<html><script type='application/ld+json'>" + b"[" * 4_000_000 + b"</script>" + STORY.encode()
    ),
    "inline quotations": lambda: b"<html><p>" + b"<q>yes</q> " * 39_000,
    "open brackets": lambda: b"<html>" + b"<" * 4_000_000,
}


@pytest.mark.parametrize("shape", _HUGE)
def test_huge_page_is_read_or_refused_in_bounded_time(shape: str) -> None:
    begun = time.process_time()
    try:
        read_article(_HUGE[shape]()[: 5 * 2**20], content_type="text/html", url=URL)
    except IngestError:
        pass
    assert time.process_time() - begun < 45


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: ("<html><p>" + t).encode())))
@settings(deadline=None, max_examples=60)
def test_any_bytes_give_storable_text_or_a_plain_error(content: bytes) -> None:
    try:
        found = read_article(content, content_type="text/html", url=URL)
    except IngestError as error:
        assert error.message.endswith(".")
        return
    assert found.text.encode() and "\0" not in found.text


# --- plain text --------------------------------------------------------------------------------------


def test_plain_text_is_kept_to_the_character() -> None:
    text = "Jail rule stays, sheriff says\nBy Ana Quillfeather\nMay 3, 2024\n\n  “We keep it,” he said.  \n\nEnd.\n"
    found = read_article(text.encode(), name="story.txt")
    assert found.text == text
    assert (found.title, found.bylines) == ("Jail rule stays, sheriff says", ("Ana Quillfeather",))
    assert (found.published_on, found.canonical_url, found.outlet_domain) == ("2024-05-03", "", "")


@pytest.mark.parametrize(
    "first",
    [
        "The county jail will go on releasing people on the day their sentence ends.",
        "lower case beginnings are not titles",
        "By Ana Quillfeather",
        "May 3, 2024",
        "A " + "very " * 50 + "long line",
        "FOR IMMEDIATE RELEASE",
    ],
)
def test_first_line_that_is_no_headline_is_no_title(first: str) -> None:
    assert read_article(f"{first}\n\nMore words follow here.".encode()).title == ""


def test_text_in_windows_line_ends_has_plain_ones() -> None:
    assert (
        read_article(b"A headline here\r\n\r\nAnd a text below it.\r\n").text
        == "A headline here\n\nAnd a text below it.\n"
    )


# --- PDF ---------------------------------------------------------------------------------------------


def pdf(lines: list[str], *, title: str = "", password: str = "", pages: int = 1) -> bytes:
    """A PDF with the lines on each page, in a standard font (windows-1252)."""
    writer = pypdf.PdfWriter()
    escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    drawn = "BT /F1 11 Tf 14 TL 50 750 Td " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
    for _ in range(pages):
        sheet = writer.add_blank_page(612, 792)
        name = pypdf.generic.NameObject
        font = {
            name("/Type"): name("/Font"),
            name("/Subtype"): name("/Type1"),
            name("/BaseFont"): name("/Helvetica"),
        }
        font[name("/Encoding")] = name("/WinAnsiEncoding")
        fonts = pypdf.generic.DictionaryObject({name("/F1"): pypdf.generic.DictionaryObject(font)})
        sheet[name("/Resources")] = pypdf.generic.DictionaryObject({name("/Font"): fonts})
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(drawn.encode("cp1252"))
        sheet[name("/Contents")] = writer._add_object(stream)
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


RELEASE = [
    "Attorney General sues over grant conditions",
    "February 7, 2025",
    "STATE CAPITAL - Attorney General Philippa Varga today filed suit against the Department,",
    "challenging conditions placed on $12.4 million in public-safety grants that were to be re-",
    "leased in March.",
    "“These conditions were written without authority,” said Varga. “The Constitution gives",
    "the power of the purse to Congress.”",
]


def test_pdf_gives_paragraphs_title_and_date() -> None:
    found = read_article(pdf(RELEASE), url="https://oag.varga-state.gov/suit.pdf")
    assert found.text.split("\n\n") == [
        "Attorney General sues over grant conditions",
        "February 7, 2025",
        "STATE CAPITAL - Attorney General Philippa Varga today filed suit against the Department, challenging "
        "conditions placed on $12.4 million in public-safety grants that were to be released in March.",
        "“These conditions were written without authority,” said Varga. “The Constitution gives the power of the "
        "purse to Congress.”",
    ]
    assert (found.title, found.published_on) == ("Attorney General sues over grant conditions", "2025-02-07")
    assert found.outlet_domain == "varga-state.gov"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Complaint for Declaratory Relief", "Complaint for Declaratory Relief"),
        ("Microsoft Word - suit.docx", RELEASE[0]),
    ],
)
def test_pdf_title_is_the_stated_one_unless_it_is_a_file_name(stated: str, title: str) -> None:
    assert read_article(pdf(RELEASE, title=stated)).title == title


def test_pdf_that_cannot_be_read_is_refused_in_words() -> None:
    with pytest.raises(Unreadable, match="locked"):
        read_article(pdf(RELEASE, password="secret"))
    with pytest.raises(NoText, match="pictures"):
        read_article(pdf([]))
    with pytest.raises(TooLarge, match="pages"):
        read_article(pdf([], pages=401))
    with pytest.raises(IngestError):
        read_article(pdf(RELEASE)[:200])


def test_pdf_whose_stream_unpacks_to_a_bomb_is_refused() -> None:
    import zlib

    whole = pdf(["x"])
    bomb = zlib.compress(b"(" + b"A" * 200_000_000 + b") Tj")
    start = whole.index(b"stream\n") - len(b"<<\n/Length 50\n>>\n")
    parts = b"<<\n/Filter /FlateDecode\n/Length %d\n>>\nstream\n" % len(bomb)
    begin = whole.rindex(b"obj\n", 0, start + 5) + 4
    end = whole.index(b"endstream", begin)
    begun = time.process_time()
    with pytest.raises(IngestError):
        read_article(whole[:begin] + parts + bomb + b"\n" + whole[end:])
    assert time.process_time() - begun < 30


def test_broken_words_are_joined_as_the_text_writes_them() -> None:
    filler = "words that fill the line of this printed page to its usual width for a while yet, then the"
    lines = [
        filler,
        "officers signed the re-",
        "entry form, a re-entry form, for enforce-",
        "ment. Enforcement waits.",
    ]
    assert "a re-entry form, for enforcement. Enforcement waits." in join_lines(
        ["\n".join([filler] * 5 + lines)]
    )
    assert "the re-entry form" in join_lines(["\n".join([filler] * 5 + lines)])


def test_page_numbers_are_left_out_and_paragraphs_run_over_pages() -> None:
    long = "words that fill the line of this printed page to its usual width for a while, and then some"
    pages = [f"{long}\n{long}\n- 1 -", f"Page 2 of 9\n{long}\nto the end."]
    assert join_lines(pages) == f"{long} {long} {long} to the end."
