"""接続元IPアドレス: from where this installation reaches the malls, as its operator says it (R1-51, R1-55).

A machine does not see the address that others see of it, and nobody outside is asked. A fixed address has no end of its own;
a mall that no longer takes it says so in 接続チェック.
"""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings

#: Addresses inside of a house or a data centre: no mall ever sees one.
INSIDE = tuple(
    ip_network(net)
    for net in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)


@dataclass(frozen=True, slots=True)
class SourceAddresses:
    """What can be entered in a mall's application, and what was set that cannot (inside of a network, or no address)."""

    good: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def source_addresses() -> SourceAddresses:
    """Return the addresses of `ICHIGEN_SOURCE_IPS`, each once, in its order."""
    listed = tuple(dict.fromkeys(settings.SOURCE_IPS))
    good = tuple(text for text in listed if _seen_outside(text))
    return SourceAddresses(good, tuple(text for text in listed if text not in good))


def _seen_outside(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not any(address in net for net in INSIDE)
