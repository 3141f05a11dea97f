"""Reads environment variables, and refuses a bad value with a sentence that names the variable."""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


def text(name: str, *, default: str = "") -> str:
    """The value without surrounding blanks; an empty value counts as not set."""
    return env.str(name, default="").strip() or default


def switch(name: str, *, default: bool) -> bool:
    """True or False, from 1/true/yes/on or 0/false/no/off in any case."""
    value = text(name).lower()
    if not value:
        return default
    if value not in YES | NO:
        raise refusal(name, "must be on or off")
    return value in YES


def integer(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number between the two bounds, both included."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise refusal(name, f"must be a whole number from {least} to {most}")
    return int(value)


def choice(name: str, *, default: str, of: tuple[str, ...]) -> str:
    """One of the given words, compared without regard to case."""
    value = text(name, default=default).upper()
    if value not in of:
        raise refusal(name, f"must be one of {', '.join(of)}")
    return value


def words(name: str) -> list[str]:
    """Values separated by commas, without blanks and without empty ones."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def site_url(name: str, *, default: str) -> str:
    """An http or https origin without a path or a closing slash, such as https://tracker.example.org."""
    value = text(name, default=default).rstrip("/")
    parts = split(name, value)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.path
        or parts.query
        or parts.username
    ):
        raise refusal(name, "must be an address such as https://tracker.example.org, without a path")
    return value


def served_at(lock: Path, *, default: str) -> str:
    """The address that script/server wrote into its lock when it last began to serve; else ``default``."""
    try:
        found = lock.read_text(errors="replace").strip()
    except OSError:
        return default
    return found if re.fullmatch(r"http://127\.0\.0\.1:[0-9]{1,5}", found) else default


def database(name: str, *, hide: bool = True) -> dict[str, Any]:
    """Django's settings for one PostgreSQL database; empty when the variable is not set.

    The value is shown in no message: it may hold a password.
    """
    value = text(name)
    if not value:
        return {}
    expected = "must be a PostgreSQL address such as postgres://user:password@host:5432/name"
    if split(name, value, hide=hide).scheme not in {"postgres", "postgresql", "pgsql"}:
        raise refusal(name, expected, hide=hide)
    try:
        found: dict[str, Any] = env.db_url(name)
    except (ValueError, environ.ImproperlyConfigured) as error:
        raise refusal(name, expected, hide=hide) from error
    if not found.get("NAME"):
        raise refusal(name, expected, hide=hide)
    return found


def split(name: str, value: str, *, hide: bool = False) -> Any:
    """The parts of an address (urllib.parse.SplitResult), its port checked. Raises ImproperlyConfigured."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise refusal(name, "is not an address that can be read", hide=hide) from error
    return parts


def refusal(name: str, expected: str, *, hide: bool = False) -> ImproperlyConfigured:
    """The error to raise for a bad value; `hide` keeps a secret value out of it."""
    shown = "" if hide else f"; it is {text(name)!r}"
    return ImproperlyConfigured(f"{name} {expected}{shown}.")


def generated(name: str, *, make: Callable[[], str], path: Path) -> str:
    """The value, or else the one kept at `path` (mode 0600), which is made at the first use."""
    value = text(name)
    if value:
        return value
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # mkstemp gives mode 0600; a link appears whole or not at all, and only for the first of several.
            handle, draft = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "w") as kept:
                kept.write(make() + "\n")
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                os.unlink(draft)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is not set and cannot be kept in {path}: {error.strerror}."
        ) from error
