"""A credential that a person gets by consenting on the mall's own page, instead of pasting it (OAuth authorization code)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ichigen.mallkit.connection import Connection


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What a mall's consent page is asked with. `back`: the address it leads back to; `state`, `nonce`: not to be guessed."""

    credentials: Mapping[str, str]
    endpoints: Mapping[str, str]
    back: str
    state: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Consent:
    """How a mall gives a credential by consent. `gives`: the credential's name; `button`: what staff press (Japanese).

    `address` is pure: the page to open. `exchange` returns the credential for the code that came back with it, given
    `back` once more; it raises the four kinds of `mallkit.errors`. `register`: where staff enter `back` on the mall.
    """

    gives: str
    button: str
    register: str
    address: Callable[[ConsentRequest], str]
    exchange: Callable[[Connection, str, str], str]
