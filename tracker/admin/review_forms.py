"""What a curator can change of a proposal before accepting it, one form per kind."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.utils import timezone

from tracker.actions.gazetteer import bundled
from tracker.actions.payloads import READ_AS
from tracker.actions.printings import known_utterances, offered_utterances
from tracker.actions.resolving import organization_named, speakers_of
from tracker.models import (
    Announcement,
    AnnouncementKind,
    ArticleKind,
    Derivation,
    DerivationKind,
    Figure,
    FigureDirection,
    Jurisdiction,
    Official,
    Organization,
    Proposal,
    ProposalKind,
    QuotationForm,
    Tenure,
    Utterance,
)


def _text(label: str, help_text: str = "", *, required: bool = False, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(required=required, label=label, help_text=help_text, widget=widget, max_length=500)


def _whole_day(typed: str) -> None:
    """Raises ValidationError unless a year, a month or a day is given as numbers."""
    parts = typed.split("-")
    try:
        if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]):
            raise ValueError
        datetime.date(*[int(part) for part in [*parts, "1", "1"][:3]])
    except ValueError:
        raise forms.ValidationError("Write it as 2017, 2017-07 or 2017-07-18.") from None


def _day(label: str, help_text: str, *, required: bool = False) -> forms.CharField:
    """A day as far as it is known."""
    return forms.CharField(required=required, label=label, help_text=help_text, validators=[_whole_day])


def _choice(choices: type[models.TextChoices], label: str, *, blank: bool = False) -> forms.ChoiceField:
    pairs = [(value, text) for value, text in choices.choices if value or blank]
    return forms.ChoiceField(choices=pairs, label=label, required=not blank)


def _record(model: type[models.Model], name: str, label: str, help_text: str = "") -> forms.ModelChoiceField:
    """A record chosen by typing part of its name; ``model`` and ``name`` say which foreign key it fills."""
    field = model._meta.get_field(name)
    return forms.ModelChoiceField(
        field.related_model._default_manager.all(),  # type: ignore[union-attr]
        required=False,
        label=label,
        help_text=help_text,
        widget=AutocompleteSelect(field, admin.site),
    )


class ProposalForm(forms.Form):
    """Fields of a payload. ``changes()`` is what the person changed or chose.

    ``needed`` are keys of the payload without which a proposal is never accepted unseen.
    """

    needed: tuple[str, ...] = ()

    def changes(self) -> dict[str, Any]:
        return {name: "" if value is None else value for name, value in self.cleaned_data.items()}

    @classmethod
    def initial_of(cls, proposal: Proposal) -> dict[str, Any]:
        """The payload, with the records its names stand for."""
        return dict(proposal.payload)

    def prepare(self, proposal: Proposal) -> None:
        """What depends on the books as they are now: choices, and what is chosen at first."""


class SpokenForm(ProposalForm):
    """Shared by what has a speaker."""

    @classmethod
    def initial_of(cls, proposal: Proposal) -> dict[str, Any]:
        payload = dict(proposal.payload)
        (known,) = speakers_of([payload])
        payload["official"] = known if isinstance(known, Official) else None
        payload["organization"] = known if isinstance(known, Organization) else None
        if known is None:
            payload["speaker_label"] = payload.get("speaker_name") or payload.get("speaker_text", "")
        return payload


def lies_ahead(proposal: Proposal) -> bool:
    """Whether a text says it was published on a day that has not come."""
    published = str(proposal.payload.get("published_on") or "")
    # In the first time zone a day begins 14 hours before it does in UTC.
    today = timezone.now() + datetime.timedelta(hours=14)
    return published > today.date().isoformat()[: len(published)]


class ArticleForm(ProposalForm):
    headline = _text("Headline", required=True, rows=2)
    byline = _text("Authors")
    published_on = _day("Published", "Year, year and month, or day: 2017, 2017-07 or 2017-07-18.")
    kind = _choice(ArticleKind, "Kind")
    language = _text("Language", "BCP 47 tag, such as en.")
    outlet_name = _text("Outlet")
    outlet_domain = _text("Domain of the outlet", "Blank for a text without an address.")

    def prepare(self, proposal: Proposal) -> None:
        """Each field says where in the page it was read, and how sure that is."""
        origins = proposal.payload.get("origins") or {}
        for name, read in READ_AS.items():
            if found := origins.get(read):
                field = self.fields[name]
                told = f"Read from {found['origin']}, {found['confidence']:.2f} sure."
                field.help_text = f"{told} {field.help_text}".strip()
        if lies_ahead(proposal):
            field = self.fields["published_on"]
            field.help_text = f"This day has not come yet: look again. {field.help_text}"


class QuotationReviewForm(SpokenForm):
    official = _record(Utterance, "official", "Official")
    organization = _record(Utterance, "organization", "Or body")
    speaker_label = _text("Or speaker as printed", "For private and unnamed speakers: no profile is made.")
    form = _choice(QuotationForm, "Form")
    said_on = _day("Said on", "If the text says: 2017, 2017-07 or 2017-07-18.")
    occasion = _text("Occasion", "Interview, hearing, press release.")
    utterance = forms.ChoiceField(
        required=False,
        label="Same words as",
        help_text="Words printed elsewhere already: speaker, day and occasion are then those recorded.",
    )

    def prepare(self, proposal: Proposal) -> None:
        offers = offered_utterances(proposal)
        if not offers:
            del self.fields["utterance"]
            return
        field = self.fields["utterance"]
        field.choices = [("", "Nothing recorded yet: a new utterance"), *offers]  # type: ignore[attr-defined]
        known = known_utterances([proposal.payload], proposal.snapshot.article)
        chosen = proposal.payload.get("utterance") or known.get(0, ("",))[0]
        self.initial["utterance"] = chosen if chosen in dict(offers) else ""


class OfficialForm(ProposalForm):
    # Which body or place an office belongs to is never extracted.
    needed = ("organization",)
    name = _text("Name", required=True)
    title = _text("Office as printed", required=True)
    organization = _record(Tenure, "organization", "Body of the office")
    jurisdiction = _record(Tenure, "jurisdiction", "Or jurisdiction governed")
    official = _record(Utterance, "official", "Known already as", "Blank: a new official.")


class PlaceForm(ProposalForm):
    needed = ("geoid",)
    geoid = forms.ChoiceField(required=False, label="As read")
    jurisdiction = _record(
        Figure, "jurisdiction", "Or another jurisdiction", "Takes the place of the one read."
    )

    def changes(self) -> dict[str, Any]:
        """A jurisdiction chosen by name counts for more than what was read."""
        changed = super().changes()
        return changed if changed.get("geoid") else {"jurisdiction": changed["jurisdiction"]}

    def prepare(self, proposal: Proposal) -> None:
        """The places it may mean, best first; of each that is not in the books, that accepting records it."""
        geoids = dict.fromkeys(
            one["geoid"]
            for one in (proposal.payload, *proposal.payload.get("candidates", []))
            if one.get("geoid")
        )
        known = {
            place.geoid: str(place) for place in Jurisdiction.objects.filter(geoid__in=geoids).order_by("-pk")
        }
        offers = []
        for geoid in geoids:
            if geoid in known:
                offers.append((geoid, known[geoid]))
            elif division := bundled(geoid):
                named = f"{division.full_name}, {division.state}"
                offers.append((geoid, f"{named}: not in our books yet, accepting records it"))
        if not offers:
            del self.fields["geoid"]
            return
        field = self.fields["geoid"]
        settled = proposal.payload.get("geoid") in dict(offers)
        field.choices = offers if settled else [("", "Not settled: choose"), *offers]  # type: ignore[attr-defined]


class FigureForm(SpokenForm):
    value_low = _text("Value, lower end", required=True)
    value_high = _text("Value, upper end", required=True)
    unit = _text("Unit", required=True)
    hedge = _text("Hedge, as printed")
    direction = _choice(FigureDirection, "Direction", blank=True)
    metric = _text("What is counted", required=True)
    period = _text("Period, as printed")
    baseline = _text("Compared with, as printed")
    population = _text("Among whom, as printed")
    official = _record(Figure, "official", "Claimed by official")
    organization = _record(Figure, "organization", "Or body")
    speaker_label = _text("Or claimant as printed")


class AnnouncementForm(ProposalForm):
    needed = ("agency",)
    title = _text("Title", required=True, rows=2)
    kind = _choice(AnnouncementKind, "Kind")
    announcer = _record(Announcement, "announcer", "Announced by")
    official = _record(Announcement, "official", "Official")
    announced_on = _day("Announced on", "2017, 2017-07 or 2017-07-18.", required=True)

    @classmethod
    def initial_of(cls, proposal: Proposal) -> dict[str, Any]:
        payload = dict(proposal.payload)
        return {**payload, "announcer": organization_named(payload.get("agency", ""))}


class DerivationForm(ProposalForm):
    needed = ("source_url",)
    kind = _choice(DerivationKind, "How it rests on it")
    source = _record(Derivation, "source", "Text it rests on", "If it is recorded already.")
    source_url = _text("Or its address")
    stated_as = _text("As the text says it")


# Keys of payloads that are chosen in the form under another name.
_NEEDED_AS = {
    "geoid": "Jurisdiction",
    "agency": "Announced by",
    "source_url": "Text it rests on",
    "organization": "Body of the office",
}

FORMS: dict[str, type[ProposalForm]] = {
    "article": ArticleForm,
    "quotation": QuotationReviewForm,
    "official": OfficialForm,
    "place": PlaceForm,
    "figure": FigureForm,
    "announcement": AnnouncementForm,
    "derivation": DerivationForm,
}


def form_for(proposal: Proposal, data: Any = None) -> ProposalForm:
    """The form of a proposal, filled from what was extracted, or from what was typed."""
    kind = FORMS[proposal.kind]
    form = kind(data, initial=kind.initial_of(proposal), prefix=f"p{proposal.pk}")
    form.prepare(proposal)
    return form


def missing_of(proposal: Proposal) -> list[str]:
    """Labels of what its form asks for and was not extracted; none when it can be accepted unseen with others."""
    if proposal.kind == ProposalKind.ARTICLE and lies_ahead(proposal):
        return ["a day that has come"]
    form = FORMS[proposal.kind]
    needed = [*form.needed, *(name for name, field in form.base_fields.items() if field.required)]
    return [
        _NEEDED_AS.get(name) or str(form.base_fields[name].label)
        for name in needed
        if not str(proposal.payload.get(name) or "").strip()
    ]


def candidates_of(proposal: Proposal) -> list[tuple[Jurisdiction, float]]:
    """The places a mention may mean, best first, with their scores."""
    offered = proposal.payload.get("candidates", []) if proposal.kind == "place" else []
    known = {
        place.geoid: place
        for place in Jurisdiction.objects.filter(
            geoid__in=[one["geoid"] for one in offered if one.get("geoid")]
        )
    }
    return [(known[one["geoid"]], one.get("score", 0.0)) for one in offered if one.get("geoid") in known]
