"""Which network addresses may be connected to at all.

An explicit list, because what ``ipaddress`` calls global differs between Python releases and lets
carrier-grade NAT, 6to4, NAT64 and multicast through. Sources: the IANA IPv4 and IPv6 special-purpose
address registries (seen 2026-11), RFC 6598, RFC 3056, RFC 6052, RFC 8215.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache

from tracker.ingest.errors import AddressRefused, TooSlow, Unreachable

Resolve = Callable[[str, int], Sequence[str]]

_REFUSED = {
    "this host or network": "0.0.0.0/8 ::/128",
    "a private network": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10",
    "a carrier's private network": "100.64.0.0/10",
    "this machine itself": "127.0.0.0/8 ::1/128",
    "the local link": "169.254.0.0/16 fe80::/10",
    "a network for protocol use": "192.0.0.0/24 192.52.193.0/24 2001::/23 5f00::/16",
    "a network for documentation": "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
    "a 6to4 tunnel": "192.88.99.0/24 2002::/16",
    "a network for benchmarks": "198.18.0.0/15",
    "a multicast group": "224.0.0.0/4 ff00::/8",
    "a reserved network": "240.0.0.0/4",
    "an embedded IPv4 address": "::/96 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48",
    "a black hole": "100::/64 100:0:0:1::/64",
    "a cloud provider's internal service": "168.63.129.16/32",
}
_NETWORKS = [
    (ipaddress.ip_network(network), reason)
    for reason, networks in _REFUSED.items()
    for network in networks.split()
]
_PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")


@lru_cache(maxsize=4096)
def refusal(address: str) -> str:
    """Why ``address`` (an IP address as text) is never connected to, or blank when it may be."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "something that is not an IP address"
    for network, reason in _NETWORKS:
        if ip.version == network.version and ip in network:
            return reason
    if ip.version == 6 and ip not in _PUBLIC_IPV6:
        return "a network that is not public"
    return ""


def system_addresses(host: str, port: int) -> list[str]:
    """Every address the system's resolver gives for ``host``, in its order, without repeats."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(
    host: str, port: int, *, resolve: Resolve, excused: frozenset[str], timeout_s: float, url: str
) -> list[str]:
    """The addresses of ``host``, all of them allowed. One bad address among good ones refuses all.

    ``excused`` lists addresses let through regardless (tests run a server on loopback). Raises
    AddressRefused, Unreachable for an unknown name, TooSlow.
    """
    try:
        addresses: Sequence[str] = [str(ipaddress.ip_address(host))]
    except ValueError:
        addresses = _resolve_in_time(host, port, resolve=resolve, timeout_s=timeout_s, url=url)
    if not addresses:
        raise Unreachable(f"The host {host} has no address.", url=url)
    for address in addresses:
        reason = "" if address in excused else refusal(address)
        if reason:
            raise AddressRefused(
                f"The address points to {reason} ({address}), which is never fetched.", url=url
            )
    return list(addresses)


def _resolve_in_time(host: str, port: int, *, resolve: Resolve, timeout_s: float, url: str) -> Sequence[str]:
    """Run the resolver in a thread of its own: ``getaddrinfo`` takes no time limit."""
    answers: list[Sequence[str]] = []
    failures: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            answers.append(resolve(host, port))
        except (OSError, UnicodeError) as error:
            failures.append(error)

    thread = threading.Thread(target=ask, daemon=True, name=f"resolve {host}")
    thread.start()
    thread.join(timeout_s)
    if failures:
        raise Unreachable(f"The host {host} is not known.", url=url) from failures[0]
    if not answers:
        raise TooSlow(f"The name {host} could not be looked up in time.", url=url)
    return answers[0]
