"""Who and why stand beside every row of history, however it was written."""

import io

import pytest
from django.db import connection

from tests.cast import Cast, user
from tracker.actions import context
from tracker.models import Outlet


def contexts(domain: str) -> list[dict[str, object] | None]:
    """Metadata of every history row of the outlet, oldest first."""
    history = Outlet._meta.get_field("events").related_model
    rows = history.objects.filter(domain=domain).order_by("pgh_id")
    return [row.pgh_context.metadata if row.pgh_context_id else None for row in rows]


@pytest.mark.django_db
def test_act_is_recorded_with_person_role_and_reason() -> None:
    editor = user("ed", "editor")
    with context.by(editor, "First entry"):
        Outlet.objects.create(slug="a", name="A", domain="a.example")
    assert contexts("a.example") == [{"user": editor.pk, "role": "editor", "reason": "First entry"}]


@pytest.mark.django_db
def test_two_acts_keep_their_own_reasons() -> None:
    editor = user("ed", "editor")
    with context.by(editor, "First"):
        Outlet.objects.create(slug="a", name="A", domain="a.example")
    with context.by(editor, "Second"):
        Outlet.objects.filter(domain="a.example").update(name="B")
    assert [row and row["reason"] for row in contexts("a.example")] == ["First", "Second"]


@pytest.mark.django_db
def test_act_inside_an_act_is_part_of_it() -> None:
    editor = user("ed", "editor")
    with context.by(editor, "Whole"), context.by(editor, "Part"):
        Outlet.objects.create(slug="a", name="A", domain="a.example")
    assert [row and row["reason"] for row in contexts("a.example")] == ["Whole"]


@pytest.mark.django_db
def test_request_context_keeps_its_address_and_gets_the_reason() -> None:
    import pghistory

    editor = user("ed", "editor")
    with pghistory.context(url="/admin/"):
        with context.by(editor, "In a request"):
            Outlet.objects.create(slug="a", name="A", domain="a.example")
        Outlet.objects.filter(domain="a.example").update(name="B")
    first, second = contexts("a.example")
    assert first == {"url": "/admin/", "user": editor.pk, "role": "editor", "reason": "In a request"}
    assert second == {"url": "/admin/"}


@pytest.mark.django_db
def test_copy_is_recorded_with_who_and_why() -> None:
    editor = user("ed", "editor")
    with context.by(editor, "By COPY"), connection.cursor() as cursor:
        cursor.copy_expert(
            "COPY tracker_outlet (slug, state, note, name, domain, former_domains, version) FROM STDIN",
            io.StringIO("a\tdraft\t\tA\ta.example\t{}\t1\n"),
        )
    assert [row and row["reason"] for row in contexts("a.example")] == ["By COPY"]


@pytest.mark.django_db
def test_raw_sql_after_an_act_is_not_put_down_to_it() -> None:
    with context.by(user("ed", "editor"), "Ended"):
        Outlet.objects.create(slug="a", name="A", domain="a.example")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_outlet SET name = 'B'")
    assert contexts("a.example")[1] is None


def test_accepting_a_proposal_names_the_curator(world: Cast) -> None:
    event = world.quotation.events.order_by("pgh_id").first()
    assert event.pgh_context.metadata["user"] == world.curator.pk


@pytest.mark.django_db
def test_house_account_cannot_sign_in() -> None:
    house = context.house_account()
    assert not house.is_active
    assert not house.has_usable_password()
    assert context.house_account() == house
