"""Who reaches what: every address of the admin, by every method, for every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import AbstractUser, Group, User
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.admin.conftest import as_
from tracker.actions.kinds import KINDS
from tracker.models import Job, SourceNotice, State

CURATED = {
    *(model._meta.model_name for model in KINDS.values()),
    *("utterance", "tenure", "citation", "derivation", "listing"),
}
PUBLIC = {model._meta.model_name for model in KINDS.values()}
OF_PUBLIC = {"utterance", "tenure", "citation", "derivation", "listing"}
"""The cast's rows of these belong to public records."""
EDITED = {"sourcenotice", "watch"}
ANSWERED = {"correctionrequest"}
LOOKED_AT = {
    *("snapshot", "namedecision", "codebookvalue", "correction", "redirect", "notsame"),
    *("submission", "proposal", "job"),
}
EVERYBODY = {"index", "password_change", "password_change_done", "jsi18n", "logout", "login"}
ROLES = ("nobody", "curator", "editor", "administrator")

# What a request is answered with: 200 shown, 302 done or sent on, 403 refused.
SHOWN, SENT_ON, REFUSED = 200, 302, 403


def rights(model: str, role: str) -> tuple[bool, bool, bool]:
    """Whether the role may see rows of the model, add some, and change public ones."""
    staff = role in ("curator", "editor", "administrator")
    if model == "user":
        return (role == "administrator",) * 3
    if model == "group":
        return role == "administrator", False, False
    may_add = (model in CURATED and role in ("curator", "editor")) or (model in EDITED and role == "editor")
    may_change = may_add or (model in ANSWERED and role == "editor")
    return staff, may_add, may_change


def of_model(model: str, pk: int, role: str, *, is_public: bool) -> Iterator[tuple[str, str, int]]:
    """Method, address and answer for each address of a model; posts are of an empty form."""
    sees, adds, changes = rights(model, role)
    if is_public and model in CURATED:
        changes = changes and role == "editor"
    label = f"admin:{'auth' if model in ('user', 'group') else 'tracker'}_{model}"
    change = reverse(f"{label}_change", args=[pk])
    yield "GET", reverse(f"{label}_changelist"), SHOWN if sees else REFUSED
    yield "GET", reverse(f"{label}_changelist") + "?q=a", SHOWN if sees else REFUSED
    yield "GET", reverse(f"{label}_add"), SHOWN if adds else REFUSED
    yield "POST", reverse(f"{label}_add"), SHOWN if adds else REFUSED
    yield "GET", change, SHOWN if sees else REFUSED
    yield "POST", change, SHOWN if changes else REFUSED
    yield "GET", reverse(f"{label}_history", args=[pk]), SHOWN if sees else REFUSED
    for method in ("GET", "POST"):
        yield method, reverse(f"{label}_delete", args=[pk]), REFUSED
    if model in PUBLIC:
        edits = role == "editor"
        for doing in ("publish", "retract"):
            yield "GET", reverse(f"{label}_{doing}", args=[pk]), SHOWN if edits else REFUSED
    if model == "user":
        yield "GET", reverse("admin:auth_user_password_change", args=[pk]), SHOWN if sees else REFUSED


def of_ours(world: cast.Cast, role: str) -> Iterator[tuple[str, str, int]]:
    """The same for addresses that belong to no model."""
    curates = role in ("curator", "editor")
    sees = curates or role == "administrator"
    submission = [world.submission.pk]
    for name, arguments, method, may, done in (
        ("add", [], "GET", curates, SHOWN),
        ("add", [], "POST", curates, SHOWN),
        ("submission", submission, "GET", sees, SHOWN),
        ("submission", submission, "POST", curates, SENT_ON),
        ("capture_changes", [world.story_snapshot.pk], "GET", sees, SHOWN),
        ("list_add", [], "GET", curates, SHOWN),
        ("list_add", [], "POST", curates, SHOWN),
        ("notice", [SourceNotice.objects.get().pk], "GET", sees, SHOWN),
        ("notice", [SourceNotice.objects.get().pk], "POST", curates, SENT_ON),
        ("review", [], "GET", sees, SHOWN),
        ("review_submission", submission, "GET", sees, SHOWN),
        ("review_submission", submission, "POST", curates, SENT_ON),
        ("review_table", submission, "GET", sees, SHOWN),
        ("review_table", submission, "POST", curates, SENT_ON),
        ("names", [], "GET", sees, SHOWN),
        ("capture_changes", [world.story_snapshot.pk], "GET", sees, SHOWN),
        ("name", [world.ambiguous_listing.pk], "GET", sees, SHOWN),
        ("name", [world.ambiguous_listing.pk], "POST", curates, SHOWN),
        ("tracker_position_correct", [world.position.pk], "GET", role == "editor", SHOWN),
        ("tracker_position_correct", [world.position.pk], "POST", role == "editor", 409),
    ):
        yield method, reverse(f"admin:{name}", args=arguments), done if may else REFUSED
    choose = reverse("admin:autocomplete") + "?app_label=tracker&model_name={}&field_name={}&term=a"
    yield "GET", choose.format("figure", "jurisdiction"), SHOWN if sees else REFUSED
    yield "GET", choose.format("submission", "submitted_by"), SHOWN if role == "administrator" else REFUSED
    yield "GET", reverse("admin:app_list", args=["tracker"]), SHOWN if sees else 404
    for name in ("index", "password_change"):
        yield "GET", reverse(f"admin:{name}"), SHOWN


def everything(world: cast.Cast, role: str) -> Iterator[tuple[str, str, int]]:
    for model, model_admin in admin.site._registry.items():
        name = model._meta.model_name or ""
        row = model_admin.model._default_manager.order_by("pk").first()
        row = {"user": world.curator, "citation": world.quotation.citations.first()}.get(name, row)
        assert row is not None, f"no {name} to look at"
        is_public = name in OF_PUBLIC or getattr(row, "published_at", None) is not None
        yield from of_model(name, row.pk, role, is_public=is_public)
    yield from of_ours(world, role)


def account(world: cast.Cast, role: str) -> AbstractUser:
    if role in ("curator", "editor"):
        return getattr(world, role)
    return cast.user(role, *([role] if role == "administrator" else []))


def ask(client: Client, method: str, url: str) -> int:
    return (client.get(url) if method == "GET" else client.post(url, {})).status_code


@pytest.mark.parametrize("role", ROLES)
def test_role_reaches_what_is_its_own_and_nothing_else(world: cast.Cast, role: str) -> None:
    client = as_(account(world, role))
    wrong = {
        (method, url): (answered, expected)
        for method, url, expected in everything(world, role)
        if (answered := ask(client, method, url)) != expected
    }
    assert wrong == {}


def test_stranger_is_sent_to_sign_in_from_everywhere(world: cast.Cast) -> None:
    client = Client()
    for method, url, _ in everything(world, "nobody"):
        answer = client.get(url) if method == "GET" else client.post(url, {})
        assert answer.status_code == 302, url
        assert answer["Location"].startswith("/admin/login/"), url


def test_every_address_of_the_admin_is_in_the_table(world: cast.Cast) -> None:
    named = {pattern.name for pattern in admin.site.get_urls() if getattr(pattern, "name", None)}
    ours = {
        "add",
        "submission",
        "review",
        "review_submission",
        "review_table",
        "names",
        "name",
        "capture_changes",
        "list_add",
        "notice",
        "autocomplete",
        "app_list",
    }
    assert named - EVERYBODY - ours - {"view_on_site"} == set()
    sorts = CURATED | EDITED | ANSWERED | LOOKED_AT | {"user", "group"}
    assert {model._meta.model_name for model in admin.site._registry} == sorts


@pytest.mark.parametrize("doing", ["publish", "retract"])
def test_curator_neither_publishes_nor_retracts_in_bulk(
    world: cast.Cast, curator: Client, doing: str
) -> None:
    for model in KINDS.values():
        row = model._default_manager.order_by("pk").first()
        before = row.state
        chosen = {
            "action": f"{doing}_selected",
            "_selected_action": [row.pk],
            "confirmed": "1",
            "reason": "So.",
        }
        curator.post(reverse(f"admin:tracker_{model._meta.model_name}_changelist"), chosen)
        row.refresh_from_db()
        assert row.state == before


def test_curator_cannot_publish_from_the_review_screen(world: cast.Cast, curator: Client) -> None:
    url = reverse("admin:review_submission", args=[world.submission.pk])
    curator.post(url, {"do": "publish", "confirmed": "1"})
    world.draft_quotation.refresh_from_db()
    assert world.draft_quotation.state == State.DRAFT


def test_curator_does_not_see_what_a_job_was_asked_to_do(world: cast.Cast, curator: Client) -> None:
    Job.objects.update(args={"url": "https://secret.example/token"})
    page = curator.get(reverse("admin:tracker_job_change", args=[Job.objects.latest("pk").pk]))
    assert b"secret.example" not in page.content


def test_administrator_sees_what_a_job_was_asked_to_do(world: cast.Cast) -> None:
    Job.objects.update(args={"url": "https://secret.example/token"})
    client = as_(account(world, "administrator"))
    page = client.get(reverse("admin:tracker_job_change", args=[Job.objects.latest("pk").pk]))
    assert b"secret.example" in page.content


def test_administrator_gives_roles_and_no_more(world: cast.Cast) -> None:
    client = as_(account(world, "administrator"))
    url = reverse("admin:auth_user_change", args=[world.curator.pk])
    form = client.get(url).context["adminform"].form
    assert {"is_superuser", "user_permissions"}.isdisjoint(form.fields)
    editors = Group.objects.get(name="editor")
    form_of_today = {"username": "curator", "is_active": "on", "is_staff": "on", "groups": [editors.pk]}
    assert client.post(url, {**form_of_today, "is_superuser": "on"}).status_code == 302
    changed = User.objects.get(pk=world.curator.pk)
    assert list(changed.groups.all()) == [editors]
    assert not changed.is_superuser


def test_administrator_cannot_touch_a_superuser(world: cast.Cast) -> None:
    root = User.objects.create_superuser("root", password="root")
    client = as_(account(world, "administrator"))
    for name in ("change", "password_change"):
        url = reverse(f"admin:auth_user_{name}", args=[root.pk])
        assert client.post(url, {"password1": "x" * 20, "password2": "x" * 20}).status_code in (302, 404)
    root.refresh_from_db()
    assert root.check_password("root")
