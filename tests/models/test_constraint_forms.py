"""What the database excludes can also be asked of a form, with typed values."""

import pytest
from django.core.exceptions import ValidationError

from tests.makers import make
from tracker.models import Position

pytestmark = pytest.mark.django_db


def test_position_that_stands_alone_is_valid() -> None:
    position = make("positions", number=1)
    position.validate_constraints()


def test_second_voice_of_a_body_is_refused_before_the_database_is_asked() -> None:
    position = make("positions", number=1)
    twin = Position.objects.get(pk=position.pk)
    twin.pk = None
    twin.slug = "another-slug"
    with pytest.raises(ValidationError, match="position_one_voice"):
        twin.validate_constraints()
