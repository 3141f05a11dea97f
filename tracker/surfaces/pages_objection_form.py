"""The form to object: who may send how many, and what is kept of the sender.

No account and no address is stored: a keyed hash that changes every day tells one sender's objections apart
for as long as the limit needs it.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import re
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from config.senders import sender_of
from tracker.models import CorrectionRequest, Jurisdiction
from tracker.templatetags.showing import KIND_OF_MODEL

# Marks that let text run the other way: a page would show other words than were sent.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

PER_DAY = 5
"""Objections one sender may make in a day."""

EVERYBODY_PER_HOUR = 120
"""Objections all senders together may make in an hour; beyond it somebody is flooding us from many addresses."""


def about_from(given: str) -> str:
    """The record the form is about, as "kind/slug"; blank when it names none."""
    kind, _, slug = given[:200].strip().strip("/").partition("/")
    is_slug = slug.replace("-", "").replace("_", "").isalnum() and slug.isascii() and len(slug) <= 120
    return f"{kind}/{slug}" if kind in KIND_OF_MODEL.values() and is_slug else ""


def remember(request: HttpRequest) -> str:
    """A hash of the sender's address, keyed by our secret and the day (UTC): 64 hexadecimal digits."""
    day = timezone.now().astimezone(datetime.UTC).date().isoformat()
    return hmac.new(
        settings.SECRET_KEY.encode(), f"{day} {sender_of(request)}".encode(), hashlib.sha256
    ).hexdigest()


def may_object(sender: str, *, now: datetime.datetime) -> bool:
    """Whether the sender has objections left today, and all senders together this hour."""
    of_sender = CorrectionRequest.objects.filter(sender_hash=sender).count()
    recent = CorrectionRequest.objects.filter(created_at__gt=now - datetime.timedelta(hours=1)).count()
    return of_sender < PER_DAY and recent < EVERYBODY_PER_HOUR


class ObjectionForm(forms.Form):
    """What a reader, an official or a listed place tells us."""

    about = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    message = forms.CharField(
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        label="What is wrong, and how can one know?",
        help_text="Name the record, what it says, and what it should say.",
        error_messages={"required": "Tell us what is wrong; without it we cannot look into anything."},
    )
    evidence_url = forms.URLField(
        required=False,
        max_length=1000,
        assume_scheme="https",
        label="Where can it be checked? (optional)",
        help_text="An address of a document, page or article.",
        error_messages={"invalid": "This is not a web address; it should begin with https://."},
    )
    name = forms.CharField(
        required=False,
        max_length=120,
        label="Your name (optional)",
        help_text="Shown beside your objection as you write it here.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    on_behalf_of = forms.CharField(
        required=False,
        max_length=200,
        label="Office or body you speak for (optional)",
        help_text="For example the county or agency concerned. Shown beside your objection.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        required=False,
        label="E-mail for our answer (optional)",
        help_text="Never shown, and used for nothing else.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "This is not an e-mail address; it should look like name@example.org."},
    )
    website = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse characters no text may hold, wherever they stand."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["about"] = about_from(cleaned.get("about", ""))
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = _TURNING.sub("", value)
        return cleaned

    @property
    def is_trap_sprung(self) -> bool:
        """Whether the field no person sees was filled in."""
        return bool(self.cleaned_data.get("website"))

    def save_from(self, sender: str) -> CorrectionRequest:
        """Keep the objection, open until somebody answers it."""
        found = self.cleaned_data
        kind, _, slug = found["about"].partition("/")
        place = (
            Jurisdiction.objects.published().filter(slug=slug).first() if kind == "jurisdictions" else None
        )
        return CorrectionRequest.objects.create(
            record_kind=kind,
            record_slug=slug,
            jurisdiction=place,
            name=found["name"],
            email=found["email"],
            on_behalf_of=found["on_behalf_of"],
            message=found["message"],
            evidence_url=found["evidence_url"],
            sender_hash=sender,
        )
