"""Contested words stand in what others say, never in what we say: the database refuses them in our own sentences.

What is quoted between marks is somebody's, and titles and labels as printed have columns of their own.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.deconstruct import deconstructible

_WORDS = r"sanctuar\w*(?! policy tracker)|illegals|illegal (alien|immigra)\w*|undocumented|crackdown\w*|criminal aliens?"
CONTESTED = rf"\y({_WORDS})\y"
"""Regular expression of PostgreSQL, letter case ignored."""

_QUOTED = '[“"][^”"]*[”"]'


_HERE = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)


def contested_in(text: str) -> str:
    """The first contested word outside quotation marks, as written; blank if there is none."""
    found = _HERE.search(re.sub(_QUOTED, " ", text))
    return found[0] if found else ""


@deconstructible(path="tracker.models.wording.InOwnWords")
class InOwnWords(models.Func):
    """Whether a text holds no contested word outside quotation marks."""

    template = f"(regexp_replace(%(expressions)s, '{_QUOTED}', ' ', 'g') !~* '{CONTESTED}')"
    output_field: Any = models.BooleanField()
    conditional = True


def in_own_words(table: str, *fields: str) -> list[models.CheckConstraint]:
    """One constraint for each field of our own sentences, named ``<table>_<field>_own_words``."""
    return [
        models.CheckConstraint(condition=InOwnWords(F(field)), name=f"{table}_{field}_own_words")
        for field in fields
    ]
