"""One spelling for each web address, and the registrable domain an outlet is known by."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import idna

from tracker.ingest.errors import AddressRefused

if TYPE_CHECKING:
    from tldextract import TLDExtract

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_ADDRESS_CHARS = 1000

# Parameters that say how a reader came to the page, never which page it is.
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "at_custom", "ns_")
_TRACKING = """
fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok li_fat_id
_hsenc _hsmi __hstc __hssc vero_id vero_conv oly_anon_id oly_enc_id s_cid cmpid ncid icid smid smtyp
wt_mc wt.mc_id __twitter_impression guccounter guce_referrer guce_referrer_sig
"""
TRACKING_PARAMETERS = frozenset(_TRACKING.split())

# Addresses that are canonical as they stand, the greater part of all: taking them apart is the cost of
# reading a page's links. A host this short cannot break the limits on names.
_CANONICAL = re.compile(
    r"https?://(?=[^/]{4,60}/)(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,}/(?:(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*/)*"
    r"(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)?)"
)
_ORIGIN = re.compile(r"https?://[^/?#]+")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/:@!$&'()*+,;=-._~%"
_QUERY_SAFE = _PATH_SAFE + "?"


@dataclass(frozen=True, slots=True)
class Address:
    """A checked http(s) address in its canonical spelling, taken apart.

    ``host`` is ASCII (IDNA), without brackets for IPv6; ``target`` is path and query as sent.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    def __str__(self) -> str:
        return self.origin + self.target


def parse_address(url: str) -> Address:
    """Take an absolute http(s) address apart, spelled canonically except that its query is whole.

    Raises AddressRefused, with the reason, for anything else.
    """
    url = url.strip()
    shown = url[:200]
    if not url:
        raise AddressRefused("The address is empty.")
    if len(url) > MAX_ADDRESS_CHARS:
        raise AddressRefused(f"The address is longer than {MAX_ADDRESS_CHARS} characters.", url=shown)
    if any(ord(c) < 32 or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in url):
        raise AddressRefused("The address contains control characters.", url=ascii(shown))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(
            "The address cannot be read: its host or port is malformed.", url=shown
        ) from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise AddressRefused("The address must begin with http:// or https://.", url=shown)
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise AddressRefused("The address carries a user name or password, which is never sent.", url=shown)
    if port == 0:
        raise AddressRefused("The address names port 0, which does not exist.", url=shown)
    host = _canonical_host(parts.hostname or "", bracketed="[" in parts.netloc, url=shown)
    address = Address(
        scheme=scheme,
        host=host,
        port=port or DEFAULT_PORTS[scheme],
        path=_remove_dots(_normal_escapes(parts.path, safe=_PATH_SAFE)),
        query=_normal_escapes(parts.query, safe=_QUERY_SAFE),
    )
    return address


def canonical_url(url: str) -> str:
    """The one spelling under which an address is stored and compared.

    Lower-case scheme and host, IDNA host, no default port, no fragment, no tracking parameters, dot
    segments removed, escapes normalised (RFC 3986 §6.2.2). The order of the remaining parameters is
    kept: some sites depend on it. Idempotent. Raises AddressRefused.
    """
    if len(url) <= MAX_ADDRESS_CHARS and _CANONICAL.fullmatch(url):
        return url
    address = parse_address(url)
    kept = [part for part in address.query.split("&") if part and not _is_tracking(part)]
    query = "&".join(kept)
    return f"{address.origin}{address.path}" + (f"?{query}" if query else "")


def join_url(base: str, reference: str) -> str:
    """``reference`` as met on the page ``base``, made absolute and canonical. Raises AddressRefused."""
    reference = reference.strip()
    try:
        if reference.startswith(("http://", "https://")):
            return canonical_url(reference)
        origin = _ORIGIN.match(base)
        if origin and reference.startswith("/") and "//" not in reference:
            return canonical_url(origin[0] + reference)
        return canonical_url(urljoin(base, reference))
    except ValueError:
        raise AddressRefused("The link cannot be read.", url=reference[:200]) from None


@lru_cache(maxsize=4096)
def registrable_domain(url: str) -> str:
    """The domain somebody registered: "news.example.co.uk" is "example.co.uk".

    Takes an address or a bare host. Private suffixes count, so each blog of a blog host is apart. The
    Public Suffix List is the one bundled with tldextract; nothing is downloaded. An IP address is
    returned as it is. Raises AddressRefused.
    """
    host = parse_address(url if "://" in url else f"http://{url}").host
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    found = _suffixes()(host)
    if found.domain and found.suffix:
        return f"{found.domain}.{found.suffix}"
    return host if found.suffix else ".".join(host.split(".")[-2:])


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    # Loaded when the first domain is read, with the many modules it brings.
    import tldextract

    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True, include_psl_private_domains=True
    )


def _canonical_host(host: str, *, bracketed: bool, url: str) -> str:
    if not host:
        raise AddressRefused("The address has no host.", url=url)
    if bracketed:
        try:
            address = ipaddress.IPv6Address(host)
        except ValueError:
            raise AddressRefused("The address has a malformed IPv6 host.", url=url) from None
        if address.scope_id:
            raise AddressRefused("The address names a network interface of this machine.", url=url)
        return str(address)
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise AddressRefused("The host is not a valid international domain name.", url=url) from None
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused("The host is not a valid domain name.", url=url)
    # Anything whose last label reads as a number is an IPv4 address to some resolver (WHATWG URL, host
    # parsing): octal, hexadecimal and short forms are how guards are fooled, so only plain dotted is read.
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise AddressRefused("The host is an IP address in an unusual notation.", url=url) from None
    return host


def _is_tracking(part: str) -> bool:
    name = part.partition("=")[0].lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def _normal_escapes(text: str, *, safe: str) -> str:
    def unescape(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else "%" + match[1].upper()

    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(_ESCAPE.sub(unescape, text), safe=safe)


def _remove_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
