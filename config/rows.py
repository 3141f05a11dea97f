"""The Jinja2 environment that renders rows of large tables."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """Autoescaping stays on (Django's default); an undefined name is an error, not a blank."""
    given = {name: value for name, value in options.items() if name not in {"autoescape", "undefined"}}
    made = Environment(autoescape=True, undefined=StrictUndefined, **given)
    made.globals.update(static=static, url=reverse)
    return made
