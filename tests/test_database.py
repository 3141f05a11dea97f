"""The database of the tests."""

import socket

import pytest
from django.contrib.auth.models import User
from django.db import connection

from tests.conftest import OutsideError


@pytest.mark.django_db
def test_tests_run_on_a_database_of_their_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0].startswith("test_tracker_")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_rows_of_one_test_are_gone_in_the_next(run: int) -> None:
    User.objects.create_user("left-behind")
    assert User.objects.count() == 1


def test_no_test_reaches_an_outside_address() -> None:
    with socket.socket() as reaching, pytest.raises(OutsideError):
        reaching.connect(("192.0.2.1", 80))


def test_no_test_looks_up_an_outside_name() -> None:
    with pytest.raises(OutsideError):
        socket.getaddrinfo("tracker.example.org", 443)
