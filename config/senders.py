"""Who a request comes from, as far as limits need to know: an address that its sender cannot make up."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64
"""Bits that one subscriber cannot change: what they get is a network of that size (RFC 6177)."""


def sender_of(request: HttpRequest) -> str:
    """The sender's IPv4 address, or the /64 network of their IPv6 address; blank when the server knows none.

    X-Forwarded-For counts only as far as proxies of our own (TRUSTED_PROXIES) wrote it.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        # Each proxy of ours appends the address it saw; what stands before those may be made up.
        seen = [
            part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
        ]
        address = seen[-settings.TRUSTED_PROXIES] if len(seen) >= settings.TRUSTED_PROXIES else address
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, IPV6_PREFIX), strict=False))
    return str(ip)
