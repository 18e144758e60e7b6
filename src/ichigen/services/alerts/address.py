"""Where a webhook may go: never into the own network unless it was allowed, whatever a name resolves to (SSRF)."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

HTTPS, HTTP = "https", "http"
PORTS = {HTTPS: 443, HTTP: 80}

#: RFC 6052: the last 32 bits are an IPv4 address.
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefused(Exception):
    """The address may not be called; `code` is one of `domain.alerts.RESULTS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: the connection goes to `ip`, so that a name cannot point elsewhere a moment later."""

    scheme: str
    host: str
    ip: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The address with the number in place of the name."""
        host = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    @property
    def host_header(self) -> str:
        """The name as the receiver knows itself."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def check_target(url: str, *, private: bool) -> Target:
    """Resolve and check an address. Raises `AddressRefused`.

    `private`: addresses of the own network and of this computer are allowed, also without encryption.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("webhook.settings") from None
    if not parts.hostname:
        raise AddressRefused("webhook.settings")
    if parts.scheme != HTTPS and not (private and parts.scheme == HTTP):
        raise AddressRefused("webhook.scheme")
    if parts.username is not None:
        raise AddressRefused("webhook.settings")
    number = port or PORTS[parts.scheme]
    found = _resolve(parts.hostname, number)
    if not private and not all(is_public(address) for address in found):
        raise AddressRefused("webhook.private")
    if parts.scheme == HTTP and any(is_public(address) for address in found):
        raise AddressRefused("webhook.scheme")
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    return Target(parts.scheme, parts.hostname, str(found[0]), number, path)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """True for an address of the open internet; one wrapped into IPv6 counts as what it leads to."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _resolve(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused("webhook.unknown_host") from None
    return [ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
