"""Handing in: duplicates are found at once, whatever their spelling."""

import threading

import pytest
from django.db import connection

from tests.cast import user
from tracker.actions.errors import NotAllowed
from tracker.actions.submitting import submit_file, submit_url
from tracker.models import Job, Submission

pytestmark = pytest.mark.django_db


def test_other_spelling_of_an_unfinished_address_is_the_same_submission() -> None:
    curator = user("c", "curator")
    first = submit_url("https://Example.com/a?utm_source=feed#top", by=curator)
    second = submit_url("https://example.com/a", by=curator)
    assert (second.submission, second.job, second.is_new) == (first.submission, first.job, False)
    assert first.submission.url == "https://example.com/a"


def test_same_file_under_another_name_is_the_same_submission() -> None:
    curator = user("c", "curator")
    first = submit_file(b"text", "a.txt", by=curator)
    assert submit_file(b"text", "b.txt", by=curator).submission == first.submission


def test_submission_and_job_are_there_together() -> None:
    submitted = submit_url("https://example.com/a", by=user("c", "curator"))
    assert Job.objects.get().args == {"submission": submitted.submission.pk}


def test_file_name_cannot_name_a_folder() -> None:
    submitted = submit_file(b"text", "..\\..\\etc/pass\0wd", by=user("c", "curator"))
    assert submitted.submission.file_name == "passwd"


def test_stranger_hands_in_nothing() -> None:
    with pytest.raises(NotAllowed):
        submit_url("https://example.com/a", by=user("stranger"))
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_with_one_address_at_once_make_one_submission() -> None:
    curator = user("c", "curator")
    barrier = threading.Barrier(6)

    def hand_in() -> None:
        barrier.wait()
        submit_url("https://example.com/a", by=curator)
        connection.close()

    people = [threading.Thread(target=hand_in) for _ in range(6)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert (Submission.objects.count(), Job.objects.count()) == (1, 1)
