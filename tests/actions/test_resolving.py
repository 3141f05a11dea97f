"""Bodies by the names texts print them under."""

import pytest

from tests.makers import make
from tracker.actions.resolving import organization_named
from tracker.models import Organization

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "printed",
    [
        "U.S. Customs and Border Protection",
        "Customs and Border Protection",
        "the U.S. Customs and Border Protection",
        "CBP",
        "Border Agency",
    ],
)
def test_body_is_found_with_or_without_the_country(printed):
    body = make("organizations", number=7)
    Organization.objects.filter(pk=body.pk).update(
        name="U.S. Customs and Border Protection", short_name="CBP", aliases=["U.S. Border Agency"]
    )
    assert organization_named(printed) == body


def test_name_of_two_bodies_names_neither():
    for number in (7, 8):
        body = make("organizations", number=number)
        Organization.objects.filter(pk=body.pk).update(aliases=["Board of Supervisors"])
    assert organization_named("Board of Supervisors") is None
    assert organization_named("") is None
