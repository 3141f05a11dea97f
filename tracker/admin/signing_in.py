"""Signing in: how often a password may be guessed, for one account and from one sender.

Counted in the cache that all web processes share, before the password is looked at, so that guesses made at
once count too. Nothing tells whether an account exists: a made-up name is counted and answered like a real one.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from config.senders import sender_of

log = logging.getLogger("tracker.request")

TOO_MANY = "too_many"

PER_ACCOUNT, ACCOUNT_WITHIN_S = 5, 300
"""Attempts on one account in any five minutes."""

PER_SENDER, SENDER_WITHIN_S = 10, 60
"""Attempts from one sender in any minute, on whatever accounts."""


class SignInForm(AdminAuthenticationForm):
    """The admin's form, which refuses to look at a password that comes after too many others."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        TOO_MANY: "Too many attempts to sign in. Wait five minutes, then try again.",
    }

    def clean(self) -> dict[str, Any]:
        """Count the attempt, then check name and password."""
        if self.request is None:
            return super().clean()
        account = _slots("account", self.cleaned_data.get("username", "").casefold(), PER_ACCOUNT)
        sender = _slots("sender", sender_of(self.request), PER_SENDER)
        # Both are counted whatever the other says: a sender who is refused goes on counting.
        counted = [_take(sender, SENDER_WITHIN_S), _take(account, ACCOUNT_WITHIN_S)]
        if not all(counted):
            log.warning("A sign-in was refused: too many attempts")
            raise ValidationError(self.error_messages[TOO_MANY], code=TOO_MANY)
        found = super().clean()
        # Whoever knows the password has not been guessing; others from the same sender may have been.
        caches["shared"].delete_many(account)
        return found


def _slots(what: str, value: str, number: int) -> list[str]:
    """The keys of so many attempts. Keyed by our secret: the cache holds neither names nor addresses."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{what} {value}".encode(), hashlib.sha256).hexdigest()
    return [f"sign-in {what} {digest} {slot}".replace(" ", ":") for slot in range(number)]


def _take(slots: list[str], within_s: int) -> bool:
    """Take the first free slot for ``within_s`` seconds; False when all are taken.

    Adding a key is one step in the database, so two guesses at once never take the same slot.
    """
    return any(caches["shared"].add(slot, 1, timeout=within_s) for slot in slots)


def sign_in_answer(request: HttpRequest, response: Any) -> Any:
    """The answer of the sign-in page, as 429 with Retry-After when it refuses for too many attempts."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    if request.method == "POST" and isinstance(form, SignInForm) and form.has_error("__all__", code=TOO_MANY):
        response.status_code = 429
        response["Retry-After"] = str(ACCOUNT_WITHIN_S)
    return response
