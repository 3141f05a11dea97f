"""What tests of surfaces share."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.template import engines


class Undefined(str):
    """What a template would print for a name its view never gave: printing it fails."""

    def __mod__(self, name: object) -> str:
        raise NameError(f"a template prints {name}, which its view does not give")


@pytest.fixture(autouse=True)
def _no_counts_kept() -> Iterator[None]:
    """Counts kept from another test are forgotten."""
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def _undefined_names_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt name in a template is an error here, not a blank."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Undefined("%s"))
