"""Every refusal of the database has its sentence."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests.cast import Cast
from tracker.actions import context
from tracker.actions.errors import Overtaken, Refused, explained, explaining
from tracker.actions.sentences import SENTENCES
from tracker.models import Article, Figure, Job, Outlet, Quotation

MODELS = list(apps.get_app_config("tracker").get_models(include_auto_created=True))


def refusals() -> set[str]:
    """Names of all constraints of the models, and of all that their triggers raise."""
    names = {constraint.name for model in MODELS for constraint in model._meta.constraints}
    for model in MODELS:
        for trigger in getattr(model._meta, "triggers", []):
            body = str(getattr(trigger.func, "func", trigger.func))
            names |= set(re.findall(r"CONSTRAINT = '(\w+)'", body))
    return names | {"position_value_in_codebook"}


@pytest.mark.parametrize("name", sorted(refusals()))
def test_refusal_has_a_sentence_and_a_way_on(name: str) -> None:
    sentence = SENTENCES[name]
    assert sentence.is_trigger or re.fullmatch(r"[A-Z].*\.", sentence.message)
    assert re.fullmatch(r"[A-Z].*\.", sentence.hint)


def test_no_sentence_is_left_over() -> None:
    assert set(SENTENCES) - refusals() == set()


@pytest.mark.django_db
def test_every_constraint_in_the_database_has_a_sentence_or_a_column() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'x')"
            " AND conrelid::regclass::text LIKE 'tracker\\_%' AND connamespace = 'public'::regnamespace"
        )
        found = {row[0] for row in cursor.fetchall()}
    # Django's own checks of positive integers are met by forms before they reach the database.
    assert {name for name in found if not name.endswith("_check")} - set(SENTENCES) == set()


def refusal_of(act: object) -> Refused:
    with pytest.raises(Refused) as caught, transaction.atomic(), explained():
        act()  # type: ignore[operator]
    return caught.value


def test_check_is_explained_with_field_and_hint(world: Cast) -> None:
    refusal = refusal_of(lambda: Figure.objects.filter(pk=world.figure.pk).update(value_low=90))
    assert (refusal.constraint, refusal.field) == ("figure_low_not_above_high", "value_low")
    assert str(refusal) == "The lower end of the value is above the upper end. Exchange them."


def test_trigger_is_explained_in_its_own_words(world: Cast) -> None:
    refusal = refusal_of(lambda: Quotation.objects.filter(pk=world.quotation.pk).update(exact="Other words"))
    assert refusal.message.startswith("These words are not at characters ")


def test_deferred_refusal_is_explained_before_the_commit(world: Cast) -> None:
    def delete() -> None:
        with context.by(world.editor, "Delete the only source"):
            world.quotation.citations.all().delete()

    refusal = refusal_of(delete)
    assert refusal.constraint == "last_citation"


def test_taken_address_is_explained_by_its_column(world: Cast) -> None:
    refusal = refusal_of(lambda: Outlet.objects.create(slug="new", name="New", domain=world.outlet.domain))
    assert (refusal.field, refusal.message) == ("domain", "Another outlet has this domain already.")


def test_missing_value_is_explained_by_its_column(world: Cast) -> None:
    refusal = refusal_of(lambda: Article.objects.filter(pk=world.story.pk).update(headline=None))
    assert (refusal.field, refusal.message) == ("headline", "“headline” is missing.")


def test_lost_update_is_told_apart() -> None:
    assert issubclass(Overtaken, Refused)


def test_second_saver_of_one_version_is_overtaken(world: Cast) -> None:
    first, second = (Article.objects.get(pk=world.story.pk) for _ in range(2))
    first.save()
    refusal = refusal_of(second.save)
    assert isinstance(refusal, Overtaken)


@pytest.mark.django_db
def test_fault_that_is_no_refusal_is_not_explained_away() -> None:
    assert explaining(IntegrityError("no cause")) is None
    with pytest.raises(IntegrityError), explained():
        raise IntegrityError("no cause")


@pytest.mark.django_db
def test_same_unfinished_job_is_explained() -> None:
    Job.objects.create(kind="x", key="y")
    refusal = refusal_of(lambda: Job.objects.create(kind="x", key="y"))
    assert refusal.message == "The same job is waiting or running already."
