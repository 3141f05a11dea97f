"""Where a reader can go from every page."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()

MAIN = (
    ("jurisdictions", "Jurisdictions"),
    ("officials", "Officials"),
    ("quotations", "Quotations"),
    ("lists", "Lists"),
    ("compare", "Compare lists"),
    ("announcements", "Announcements"),
    ("figures", "Figures"),
    ("instruments", "Laws and orders"),
    ("data", "Data"),
)
"""Sections named in the header: first part of the address, and label."""

FOOT = (
    (
        "Places and policy",
        (("jurisdictions", "Jurisdictions"), ("lists", "Lists"), ("compare", "Compare lists"),
         ("instruments", "Laws and orders"), ("positions", "Positions")),
    ),
    (
        "Who said what",
        (("quotations", "Quotations"), ("officials", "Officials"), ("figures", "Figures"),
         ("announcements", "Announcements"), ("organizations", "Organizations")),
    ),
    ("Sources", (("articles", "Articles"), ("outlets", "Outlets"), ("search", "Search all records"))),
    (
        "About",
        (("methodology", "How we work"), ("data", "Data, licence, citing"), ("corrections", "Corrections"),
         ("corrections/ask", "Ask for a correction")),
    ),
)  # fmt: skip
"""All sections, as the foot of each page groups them."""


@register.inclusion_tag("parts/main_navigation.html", takes_context=True)
def main_navigation(context: template.Context) -> dict[str, Any]:
    """The header's sections; ``section`` in the page's context marks the current one.

    Error pages have no section. ``aria-current`` is "page" on the section's own page, else "true".
    """
    section, is_index = context.get("section", ""), context.get("is_index", False)
    return {
        "items": [
            {
                "href": f"/{name}/",
                "label": label,
                "current": ("page" if is_index else "true") if name == section else "",
            }
            for name, label in MAIN
        ]
    }


@register.inclusion_tag("parts/foot_navigation.html")
def foot_navigation() -> dict[str, Any]:
    """All sections of the site, grouped."""
    return {
        "groups": [
            {"label": label, "items": [{"href": f"/{name}/", "label": title} for name, title in items]}
            for label, items in FOOT
        ]
    }
