"""What tests of surfaces share."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_counts_kept() -> Iterator[None]:
    """Counts kept from another test are forgotten."""
    cache.clear()
    yield
