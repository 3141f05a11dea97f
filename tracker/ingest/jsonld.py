"""What a page says about itself in JSON-LD (schema.org), the form most publishers fill in best."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.ingest.addresses import canonical_url, join_url
from tracker.ingest.decode import clean_text
from tracker.ingest.errors import AddressRefused
from tracker.ingest.markup import folded

_MAX_CHARS = 2_000_000
_MAX_NODES = 5000
_MAX_NAMES = 20
# A folded headline shorter than this is found inside others by chance.
_MIN_FOLDED = 12
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


def read_json_ld(
    scripts: list[str], *, addresses: Sequence[str] = (), headings: Sequence[str] = ()
) -> JsonArticle:
    """The article among the JSON-LD ``scripts`` of one page, blank when none is known to be the page's own.

    ``addresses`` are those of the page, the surest first, and ``headings`` what it shows as its headline; either may
    be empty. Broken scripts are passed over. Never raises.
    """
    nodes = [node for script in scripts for node in _nodes(_loaded(script))][:_MAX_NODES]
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _kinds(node))]
    base = next(filter(None, addresses), "")
    node = _own(articles, base=base, addresses=addresses, headings=headings)
    if node is None:
        return JsonArticle()
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str)}
    authors = _names(node.get("author") or node.get("creator"), by_id)
    return JsonArticle(
        title=_headline(node),
        authors=tuple(authors),
        published=_text(node.get("datePublished")),
        outlet=next(iter(_names(node.get("publisher"), by_id)), ""),
        url=next(iter(_addresses(node, base=base)), ""),
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


def _own(
    articles: list[dict[str, Any]], *, base: str, addresses: Sequence[str], headings: Sequence[str]
) -> dict[str, Any] | None:
    """The node about the page itself: by its address, else by its headline; teasers of other stories are nodes too.

    A node alone on its page is believed unless it has another address and another headline.
    """
    own = {_alike(address) for address in addresses if address}
    shown = [words for heading in headings if (words := folded(heading))]
    at_home = [node for node in articles if own & {_alike(a) for a in _addresses(node, base=base)}]
    named = [node for node in at_home or articles if _agrees(folded(_headline(node)), shown)]
    if named or at_home:
        return (named or at_home)[0]
    if len(articles) != 1 or (shown and _addresses(articles[0], base=base)):
        return None
    return articles[0]


def _agrees(headline: str, shown: list[str]) -> bool:
    """Whether a folded headline is one the page shows, or one of the two has more than the other."""
    return any(
        headline == heading
        or (min(len(headline), len(heading)) >= _MIN_FOLDED and (headline in heading or heading in headline))
        for heading in shown
    )


def _headline(node: dict[str, Any]) -> str:
    return _text(node.get("headline")) or _text(node.get("name"))


def _addresses(node: dict[str, Any], *, base: str) -> list[str]:
    """The addresses a node gives itself, canonical; relative ones are those of ``base``."""
    found: list[str] = []
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if not isinstance(value, str) or not value.strip().startswith(("http", "/") if base else "http"):
            continue
        try:
            found.append(join_url(base, clean_text(value)) if base else canonical_url(clean_text(value)))
        except AddressRefused:
            continue
    return found


def _alike(address: str) -> str:
    """What is the same in an address and its like with another scheme, "www." or a slash at its end."""
    path, mark, query = address.partition("://")[2].removeprefix("www.").partition("?")
    return path.rstrip("/") + mark + query


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
