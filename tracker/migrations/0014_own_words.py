"""Contested words are refused in our own sentences. What was written before stays until it is changed."""

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import tracker.models.wording


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0013_answers_and_homes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddConstraintNotValid(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("detail")),
                name="announcement_detail_own_words",
            ),
        ),
        AddConstraintNotValid(
            model_name="announcementevent",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("detail")),
                name="announcement_event_detail_own_words",
            ),
        ),
        AddConstraintNotValid(
            model_name="announcementevent",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("searched")),
                name="announcement_event_searched_own_words",
            ),
        ),
        AddConstraintNotValid(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("summary")),
                name="correction_summary_own_words",
            ),
        ),
        AddConstraintNotValid(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("answer")),
                name="correction_request_answer_own_words",
            ),
        ),
        AddConstraintNotValid(
            model_name="instrumentevent",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("detail")),
                name="instrument_event_detail_own_words",
            ),
        ),
        AddConstraintNotValid(
            model_name="listedition",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("criteria")),
                name="list_edition_criteria_own_words",
            ),
        ),
        AddConstraintNotValid(
            model_name="sourcenotice",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("detail")),
                name="source_notice_detail_own_words",
            ),
        ),
        AddConstraintNotValid(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("detail")),
                name="target_detail_own_words",
            ),
        ),
        AddConstraintNotValid(
            model_name="utterance",
            constraint=models.CheckConstraint(
                condition=tracker.models.wording.InOwnWords(models.F("occasion")),
                name="utterance_occasion_own_words",
            ),
        ),
    ]
