"""What a page says about itself in JSON-LD (schema.org), the form most publishers fill in best."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.ingest.decode import clean_text

_MAX_CHARS = 2_000_000
_MAX_NODES = 5000
_MAX_NAMES = 20
_ARTICLE = re.compile(r"(?:Article|NewsArticle|Report|BlogPosting|LiveBlogPosting|SocialMediaPosting)$")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)?[\s;]*$")
_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class JsonArticle:
    """The article node of a page; every text is cleaned and unescaped, blank when not given.

    ``authors`` are names as listed; ``body`` is usually one line, as publishers flatten it.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    outlet: str = ""
    url: str = ""
    language: str = ""
    body: str = ""
    is_live: bool = False


def read_json_ld(scripts: list[str], *, canonical: str = "") -> JsonArticle:
    """The article among the JSON-LD ``scripts`` of one page; the one about ``canonical`` if several.

    Broken scripts are passed over. Never raises.
    """
    nodes = [node for script in scripts for node in _nodes(_loaded(script))][:_MAX_NODES]
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _kinds(node))]
    if not articles:
        return JsonArticle()
    node = next((node for node in articles if canonical and _address(node) == canonical), articles[0])
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str)}
    authors = _names(node.get("author") or node.get("creator"), by_id)
    return JsonArticle(
        title=_text(node.get("headline")) or _text(node.get("name")),
        authors=tuple(authors),
        published=_text(node.get("datePublished")),
        outlet=next(iter(_names(node.get("publisher"), by_id)), ""),
        url=_address(node),
        language=_text(node.get("inLanguage")) or next(iter(_names(node.get("inLanguage"), by_id)), ""),
        body=_plain(node.get("articleBody")),
        is_live="LiveBlogPosting" in _kinds(node),
    )


def _loaded(script: str) -> Any:
    if len(script) > _MAX_CHARS:
        return None
    try:
        # strict=False: raw line breaks inside strings are common and harmless.
        return json.loads(_WRAPPING.sub("", script), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top, in lists, in @graph and as mainEntity, in order; without recursion."""
    waiting = [value]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MAX_NODES]
        elif isinstance(value, dict):
            yield value
            waiting[:0] = [value[key] for key in ("@graph", "mainEntity") if key in value]


def _kinds(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _address(node: dict[str, Any]) -> str:
    for key in ("url", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith("http"):
            return clean_text(value).strip()
    return ""


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> list[str]:
    """Names of a person, an organization or a list of either, given as text, object or reference."""
    names: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MAX_NAMES]:
        if isinstance(item, dict):
            found = item if "name" in item else by_id.get(str(item.get("@id", "")), item)
            name = found.get("name")
            names += [_text(part) for part in (name if isinstance(name, list) else [name])[:_MAX_NAMES]]
        else:
            names.append(_text(item))
    return [name for name in dict.fromkeys(names) if name]


def _text(value: Any) -> str:
    """One line of text; entities are undone because publishers escape them a second time."""
    return " ".join(_plain(value).split()) if isinstance(value, str) and len(value) < 5000 else ""


def _plain(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    text = html.unescape(value)
    if "</" in text or "<p" in text or "<br" in text:
        text = _TAG.sub("", re.sub(r"</p>|<br\s*/?>", "\n\n", text))
    return clean_text(text).strip()
