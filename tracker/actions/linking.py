"""Drafts of a text whose speaker became an official after they were accepted: linked, and unlinked again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker.actions.payloads import folded
from tracker.actions.resolving import tenure_held
from tracker.models import Article, Figure, Official, Quotation, State, Utterance

Linked = dict[str, dict[str, str]]
"""Kind ("utterance", "figure") to the ids linked, as text, each with the name it was printed under."""


def link_drafts(official: Official, names: Iterable[str], *, article: Article) -> Linked:
    """Give ``official`` what drafts of ``article`` print under one of ``names``; what was linked.

    What is or was public keeps its speaker as printed: an editor corrects it, with a line in the log.
    """
    printed = {folded(name) for name in names if name}
    linked: Linked = {"utterance": {}, "figure": {}}
    nobody: dict[str, Any] = {"official": None, "organization": None}
    utterances = Utterance.objects.filter(
        pk__in=Quotation.objects.filter(snapshot__article=article).values("utterance"), **nobody
    ).exclude(pk__in=Quotation.objects.exclude(state=State.DRAFT).values("utterance"))
    for utterance in utterances:
        if folded(utterance.speaker_label) in printed:
            linked["utterance"][str(utterance.pk)] = utterance.speaker_label
            utterance.official, utterance.speaker_label = official, ""
            utterance.tenure = tenure_held(official, utterance.said_on or article.published_on)
            utterance.save()
    for figure in Figure.objects.filter(article=article, state=State.DRAFT, **nobody):
        if folded(figure.speaker_label) in printed:
            linked["figure"][str(figure.pk)] = figure.speaker_label
            figure.official, figure.speaker_label = official, ""
            figure.save()
    return linked


def unlink_drafts(official: Official, linked: Linked) -> None:
    """Take back ``link_drafts``; what a person gave to somebody else meanwhile stays theirs."""
    for pk, label in linked.get("utterance", {}).items():
        Utterance.objects.filter(pk=int(pk), official=official).update(
            official=None, tenure=None, speaker_label=label
        )
    for pk, label in linked.get("figure", {}).items():
        Figure.objects.filter(pk=int(pk), official=official).update(official=None, speaker_label=label)
