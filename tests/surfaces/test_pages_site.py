"""Lists, comparison, search, the form to object, and the pages that answer errors."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from tests import cast
from tests.makers import make, source
from tests.surfaces.reading import csv_rows, get, page_slugs
from tracker.models import Citation, CorrectionRequest, Figure, ListEdition, Listing, Organization, Outlet
from tracker.records import RECORDS
from tracker.surfaces.pages_lists import page_links, readable
from tracker.surfaces.pages_objection_form import PER_DAY, about_from
from tracker.templatetags import showing

pytestmark = pytest.mark.django_db


# -- lists


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_list_page_says_how_many_and_offers_just_these_rows(client, kind):
    for number in (1, 2):
        make(kind, number=number)
    html = get(client, f"/{kind}/?q=words").decode()
    rows = csv_rows(client, kind, "q=words")
    assert f'href="/{kind}.csv?q=words"' in html
    assert f"Download these {len(rows)} rows as CSV" in html


def test_each_filter_in_use_has_a_chip_that_removes_it_alone(client):
    make("jurisdictions", number=1)
    html = get(client, "/jurisdictions/?kind=county&q=words").decode()
    chips = re.findall(r'class="chip" href="([^"]*)"><span class="hidden">Remove filter: </span>', html)
    assert sorted(chips) == ["/jurisdictions/?kind=county", "/jurisdictions/?q=words"]


def test_empty_list_offers_only_ways_out_that_lead_to_rows(client):
    make("jurisdictions", number=1)
    html = get(client, "/jurisdictions/?kind=county&state=WY&q=nowhere").decode()
    assert "Nothing matches" in html and "Without one of them" not in html
    html = get(client, "/jurisdictions/?state=WY&kind=county").decode()
    assert re.findall(r"Remove filter: ([^<]*)</a> \(([^)]*)\)", html) == [
        ("State: Wyoming", "1 jurisdiction")
    ]


def test_empty_list_names_records_of_other_kinds_only_if_there_are_some(client):
    make("outlets", words="Lantern")
    assert 'href="/search/?q=Lantern"' in get(client, "/quotations/?q=Lantern").decode()
    assert 'href="/search/?q=nowhere"' not in get(client, "/quotations/?q=nowhere").decode()


def test_column_that_orders_the_rows_says_so_and_leads_to_the_other_way(client):
    make("articles")
    html = get(client, "/articles/").decode()
    assert re.search(r'aria-sort="descending"[^>]*><a href="\?sort=oldest">', html)
    html = get(client, "/articles/?sort=oldest&kind=news").decode()
    assert re.search(r'aria-sort="ascending"[^>]*><a href="\?kind=news&amp;sort=newest">', html)
    assert re.search(r'<a href="\?kind=news&amp;sort=headline">', html)


def test_positions_are_narrowed_to_a_kind_of_place(client):
    position = make("positions")
    kind = position.jurisdiction.kind
    other = "state" if kind != "state" else "county"
    assert [row["kind"] for row in csv_rows(client, "positions", f"kind={kind}")] == [kind]
    assert csv_rows(client, "positions", f"kind={other}") == []


def test_record_named_in_full_is_found_as_if_by_its_address(client):
    place = make("jurisdictions")
    html = get(client, f"/positions/?jurisdiction={place.full_name}, {place.state_code}").decode()
    assert f'href="/positions.atom?jurisdiction={place.slug}"' in html


def test_name_of_several_records_is_answered_with_their_addresses(client):
    for number in (1, 2):
        make("outlets", number=number, slug=f"twin-{number}")
    Outlet.objects.update(name="The Twin")
    response = client.get("/articles/?outlet=the+twin")
    assert response.status_code == 400
    assert "“the twin” may mean twin-1, twin-2; give one of these." in response.content.decode()


def test_filter_offers_only_records_that_have_rows(client):
    make("positions")
    idle = make("organizations", number=7, slug="idle")
    html = get(client, "/positions/").decode()
    assert f'value="{idle.slug}"' not in html
    assert re.search(r'<select id="f-body".*?<option value="[^"]+">[^<]+ \(1\)</option></select>', html, re.S)


def test_filter_form_keeps_what_is_chosen(client):
    make("jurisdictions", number=1)
    html = get(client, "/jurisdictions/?kind=county").decode()
    assert re.search(r'name="kind" value="county" checked', html)


def test_second_page_is_told_in_title_and_navigation(client):
    for number in range(1, 53):
        make("outlets", number=number)
    html = get(client, "/outlets/?page=2").decode()
    assert "(page 2 of 2)" in html and 'href="?page=2" aria-current="page"' in html
    assert len(page_slugs(client, "outlets", "page=2")) == 2


def test_unknown_filter_of_a_list_is_named_on_the_page(client):
    answer = client.get("/officials/?colour=red")
    assert answer.status_code == 400
    assert "<code>colour</code>" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/jurisdictions/", "/compare/", "/data/", "/search/"])
def test_what_a_newsletter_adds_to_a_link_is_let_pass(client, address):
    assert client.get(f"{address}?utm_source=news&utm_medium=email&fbclid=Iw0").status_code == 200
    assert client.get(f"{address}?utm=1").status_code == 400


OF_NOW = ["/", "/data/", "/methodology/", "/corrections/", "/corrections/ask/", "/corrections/ask/thanks/"]


@pytest.mark.parametrize("address", [*OF_NOW, "/search/", "/compare/", "/compare/map/"])
@pytest.mark.parametrize("query", ["zz=1", "as_of=9999-99-99", "known_at=yesterday"])
def test_page_refuses_by_name_what_it_does_not_take(client, address, query):
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert f"<code>{query.partition('=')[0]}</code>" in answer.content.decode()


@pytest.mark.parametrize("address", OF_NOW)
@pytest.mark.parametrize("query", ["as_of=2017-07-18", "known_at=2020-01-01"])
def test_page_that_follows_no_clock_refuses_one_by_name(client, address, query):
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert f"<code>{query.partition('=')[0]}</code>" in answer.content.decode()


STATED = [kind for kind, record in RECORDS.items() if "state" in record.filterset.base_filters]


@pytest.mark.parametrize(
    "address",
    [*(f"/{kind}{end}" for kind in STATED for end in ("/", ".csv", ".json")),
     "/compare/", "/compare.csv", "/compare.json", "/compare/map/"],
)  # fmt: skip
def test_state_that_is_none_is_refused_with_those_there_are(client, address):
    answer = client.get(f"{address}?state=ZZ")
    assert answer.status_code == 400
    words = answer.content.decode()
    assert "ZZ" in words and "AK, AL, AR" in words and "WY" in words
    assert client.get(f"{address}?state=WY").status_code == 200


def test_page_links_show_the_ends_and_the_neighbours():
    links = page_links(10, 40, lambda number: f"page={number}")
    assert [link.get("number") for link in links] == [9, 1, None, 8, 9, 10, 11, 12, None, 40, 11]


@pytest.mark.parametrize(
    ("date", "words"), [("2017", "2017"), ("2017-05", "May 2017"), ("2017-05-18", "18 May 2017")]
)
def test_date_is_shown_as_precisely_as_known(date, words):
    assert readable(date) == words


# -- comparison


def edition(maker: str, published: str, *, place=None, **fields) -> ListEdition:
    body, _ = Organization.objects.get_or_create(
        name=maker, defaults={"slug": maker.lower(), "kind": "agency", "state": "published"}
    )
    made = ListEdition.objects.create(
        slug=f"{maker.lower()}-{published}",
        maker=body,
        title=f"List of {maker}",
        published_on=published,
        state="published",
        **fields,
    )
    Citation.objects.create(article=source(), list_edition=made)
    Citation.objects.get_or_create(article=source(), organization=body)
    if place:
        Listing.objects.create(
            edition=made, line=1, as_printed=place.name, match_state="matched", jurisdiction=place
        )
    return made


def words_of(html: str) -> list[str]:
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    return re.findall(r'<span class="state [^"]*">([^<]*)</span>', body)


def test_comparison_tells_six_answers_apart():
    place = make("jurisdictions", number=1)
    edition("Alder", "2025-01-01", place=place)
    edition("Birch", "2025-01-01", place=place, withdrawn_on="2025-02-01", withdrawal_source=source())
    taken_off = edition("Cedar", "2025-01-01", place=place)
    taken_off.listings.update(retracted_on=datetime.date(2025, 2, 1), retraction_source=source())
    edition("Dogwood", "2025-01-01")
    edition("Elm", "2025-01-01", scope_kinds=["territory"])
    edition("Fir", "2025-01-01", is_partial=True)
    assert words_of(get(Client(), "/compare/").decode()) == [
        "Listed",
        "List withdrawn",
        "Taken off",
        "Not listed",
        "Outside scope",
        "Silent",
    ]


def test_comparison_of_an_earlier_day_counts_the_edition_of_that_day(client):
    place = make("jurisdictions", number=1)
    edition("Alder", "2024-01-01", place=place)
    edition("Alder", "2025-01-01")
    edition("Birch", "2023-01-01", place=place)
    now, then = (words_of(get(client, f"/compare/{query}").decode()) for query in ("", "?as_of=2024-06-01"))
    assert (now, then) == (["Not listed", "Listed"], ["Listed", "Listed"])


def test_comparison_refuses_what_it_does_not_understand(client):
    answer = client.get("/compare/?state=Illinois&q=x")
    html = answer.content.decode()
    assert answer.status_code == 400 and "<code>state</code>" in html and "<code>q</code>" in html


def test_queries_of_the_comparison_do_not_grow_with_places(client, django_assert_max_num_queries):
    first = edition("Alder", "2025-01-01")
    for number in range(1, 31):
        place = make("jurisdictions", number=number)
        Listing.objects.create(
            edition=first, line=number, as_printed=place.name, match_state="matched", jurisdiction=place
        )
    with django_assert_max_num_queries(5):
        assert len(words_of(get(client, "/compare/").decode())) == 30


# -- search


def test_search_counts_hits_of_each_kind(client):
    make("officials", number=1, words="Quillfeather")
    make("outlets", number=1, words="Quillfeather")
    html = get(client, "/search/?q=quillfeather").decode()
    assert (
        'href="#officials"' in html and 'href="#outlets"' in html and 'href="/officials/officials-1/"' in html
    )


def test_search_without_hits_offers_single_words_that_have_some(client):
    make("outlets", words="Quillfeather")
    html = get(client, "/search/?q=quillfeather+nowhere").decode()
    assert '<a href="/search/?q=quillfeather">quillfeather</a> (1 record)' in html
    assert 'href="/search/?q=nowhere"' not in html


@pytest.mark.parametrize("address", ["/search/", "/outlets/"])
def test_quotation_mark_left_open_is_said_and_can_be_closed(client, address):
    make("outlets", words="Quillfeather Post")
    html = get(client, f"{address}?q=%22quillfeather+post").decode()
    assert 'role="alert"' in html and f'href="{address}?q=%22quillfeather+post%22"' in html
    assert "/outlets/outlets-1/" in html
    assert 'role="alert"' not in get(client, f"{address}?q=%22quillfeather+post%22").decode()


def test_bearer_of_the_name_stands_before_all_that_mentions_it(client):
    for number in (1, 2):
        make("officials", number=number, words=f"Quillfeather {number}")
    body = make("organizations", number=900, words="Quillfeather")
    html = get(client, "/search/?q=quillfeather").decode()
    first = html.index("By this name")
    assert first < html.index(f'href="/organizations/{body.slug}/"') < html.index('id="officials"')


def test_search_title_says_words_and_number(client):
    make("outlets", words="Quillfeather")
    html = get(client, "/search/?q=quillfeather").decode()
    assert "<title>quillfeather – 1 record – Search" in html


@pytest.mark.parametrize("words", ["the", '"', "-" * 40, "-only", "x" * 250, "\x00", "<script>"])
def test_odd_searches_are_answered_in_words(client, words):
    answer = client.get("/search/", {"q": words})
    assert answer.status_code in {200, 400}
    assert "<script>" not in answer.content.decode()


# -- the form to object


ASK = "/corrections/ask/"


def test_objection_is_kept_open_with_its_record_and_without_the_address(client):
    make("jurisdictions", number=1)
    answer = client.post(
        ASK, {"about": "jurisdictions/jurisdictions-1", "message": "Wrong day.", "name": "A. Clerk"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/corrections/ask/thanks/")
    kept = CorrectionRequest.objects.get()
    assert (kept.state, kept.record_kind, kept.jurisdiction.slug) == (
        "open",
        "jurisdictions",
        "jurisdictions-1",
    )
    assert re.fullmatch(r"[0-9a-f]{64}", kept.sender_hash)
    assert "127.0.0.1" not in str(vars(kept))


def test_sender_who_floods_is_asked_to_wait_and_loses_no_text(client):
    for number in range(PER_DAY):
        assert client.post(ASK, {"message": f"Wrong {number}."}).status_code == 302
    answer = client.post(ASK, {"message": "Wrong again."})
    assert (answer.status_code, CorrectionRequest.objects.count()) == (429, PER_DAY)
    assert "Wrong again." in answer.content.decode()


def test_another_sender_may_still_object(client):
    for number in range(PER_DAY):
        client.post(ASK, {"message": f"Wrong {number}."})
    assert client.post(ASK, {"message": "Me too."}, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_made_up_forwarded_address_does_not_make_another_sender(client):
    for number in range(PER_DAY):
        client.post(ASK, {"message": f"{number}"}, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert client.post(ASK, {"message": "x"}, HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429


def test_robot_that_fills_the_hidden_field_is_thanked_and_not_kept(client):
    answer = client.post(ASK, {"message": "Buy this.", "website": "http://spam.example"})
    assert (answer.status_code, CorrectionRequest.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"message": ""}, "Tell us what is wrong"),
        ({"message": "x", "email": "nobody"}, "This is not an e-mail address"),
        ({"message": "x", "evidence_url": "javascript:alert(1)"}, "This is not a web address"),
        ({"message": "x\x00y"}, "Null characters are not allowed"),
        ({"message": "x" * 5001}, "at most 5000 characters"),
    ],
)
def test_objection_that_cannot_be_kept_says_why(client, fields, sentence):
    answer = client.post(ASK, fields)
    assert answer.status_code == 400 and sentence in answer.content.decode()
    assert not CorrectionRequest.objects.exists()


def test_objection_needs_the_token_of_our_form():
    answer = Client(enforce_csrf_checks=True).post(ASK, {"message": "x"})
    assert answer.status_code == 403
    assert "go back, reload the page and send it again" in answer.content.decode()


@pytest.mark.parametrize(
    "given", ["", "officials", "planets/mars", "officials/../admin", "officials/é", "//evil"]
)
def test_form_is_about_no_record_when_the_address_names_none(given):
    assert about_from(given) == ""


# -- errors, and what all pages share


def test_nothing_at_an_address_leads_on(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404 and 'href="/jurisdictions/"' in answer.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "410.html", "500.html", "503.html"])
def test_error_pages_need_neither_request_nor_database(template, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render_to_string(template)
    assert f'<p class="error-code">{template[:3]}</p>' in html and 'href="/"' in html


FIXED = ["/", "/search/", "/compare/", "/data/", "/methodology/", "/corrections/", "/corrections/ask/"]


@pytest.mark.parametrize("address", FIXED)
def test_page_is_whole_with_empty_books(client, address):
    html = get(client, address).decode()
    assert html.count("<h1") == 1 and "<main" in html


@pytest.mark.parametrize("address", FIXED)
def test_no_page_holds_inline_style_or_script(client, address):
    cast.build()
    html = get(client, address).decode()
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", html)


CONTESTED = re.compile(
    r"sanctuary(?! policy tracker)|illegal alien|undocumented|crackdown|illegals", re.IGNORECASE
)


@pytest.mark.parametrize(
    "path", sorted(Path(settings.BASE_DIR, "templates").rglob("*.*")), ids=lambda p: p.name
)
def test_contested_words_are_never_our_own(path):
    assert not CONTESTED.findall(path.read_text())


def test_stylesheets_stay_small():
    sheets = Path(settings.BASE_DIR, "tracker/static/tracker").glob("*.css")
    public = [sheet for sheet in sheets if sheet.name != "admin.css"]
    assert 10_000 < sum(sheet.stat().st_size for sheet in public) < 30_000


# -- words


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (1, "source", "1 source"),
        (2, "source", "2 sources"),
        (1204, "independent source", "1,204 independent sources"),
        (2, "body", "2 bodies"),
    ],
)
def test_numbers_agree_with_their_nouns(number, noun, words):
    assert showing.counted(number, noun) == words


def test_text_fragment_names_both_ends_of_a_long_passage_and_escapes_its_syntax():
    article = make("articles", number=1)
    url = showing.passage_url(
        article, "one two-fold, three four five six seven eight nine ten eleven twelve thirteen"
    )
    assert url == (
        f"{article.url}#:~:text=one%20two%2Dfold%2C%20three%20four%20five%20six,"
        "eight%20nine%20ten%20eleven%20twelve%20thirteen"
    )


def test_record_that_is_not_public_is_never_linked():
    draft = make("officials", number=1, state="draft", words="Hidden Name")
    assert "Hidden" not in showing.linked(draft)


def test_front_page_shows_lists_announcements_and_counts(client):
    world = cast.build()
    html = get(client, "/").decode()
    assert world.edition.title in html and world.announcement.title in html
    assert re.search(r"Lists</span><strong>1</strong>", html)


@pytest.mark.parametrize(
    ("unit", "direction", "baseline", "words"),
    [
        ("percent", "up", "2015", "a rise of 47 percent"),
        ("percentage points", "down", "", "a fall of 47 percentage points"),
        ("times", "up", "", "a rise to 47 times"),
        ("detainers", "up", "31", "47 detainers, up from 31"),
        ("detainers", "up", "up from 31 a year earlier", "47 detainers, up from 31 a year earlier"),
        ("detainers", "down", "", "47 detainers, down"),
        ("detainers", "", "31", "47 detainers"),
    ],
)
def test_number_that_something_rose_to_is_no_rise_of_that_number(unit, direction, baseline, words):
    figure = Figure(
        value_low=Decimal(47), value_high=Decimal(47), unit=unit, direction=direction, baseline=baseline
    )
    assert showing.claim(figure) == words
