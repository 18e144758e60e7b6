"""Where the stock lies that is kept in step: the location of the account's setting, or the shop's only or default one."""

from datetime import datetime, timedelta

from ichigen.mallkit.errors import Refused
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify import documents, errors
from ichigen.malls.shopify.gids import LOCATION, gid, is_number
from ichigen.malls.shopify.transport import Transport
from ichigen.malls.shopify.wire_stock import Place, read_places
from ichigen.malls.shopify.wire_values import Unreadable, required_child

#: A process asks for the locations no more often than this.
FRESH = timedelta(minutes=10)


class Memory:
    """The locations that this process found lately, by address of the shop and setting."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[str, datetime]] = {}

    def keep(self, base_url: str, setting: str, location: str, at: datetime) -> None:
        """Remember what was found."""
        self._found[base_url, setting] = (location, at)

    def get(self, base_url: str, setting: str, now: datetime) -> str:
        """Return what was found lately; empty = ask."""
        location, at = self._found.get((base_url, setting), ("", now))
        return location if now - at < FRESH else ""

    def clear(self) -> None:
        """Forget everything."""
        self._found.clear()


MEMORY = Memory()


def our_location(transport: Transport, setting: str) -> str:
    """Return the gid of the location; `Refused` where none or several may be meant. A number needs no question."""
    if is_number(setting):
        return gid(LOCATION, setting)
    now = transport.now()
    known = MEMORY.get(transport.base_url, setting, now)
    if known:
        return known
    found = chosen(places(transport), setting).id
    MEMORY.keep(transport.base_url, setting, found, now)
    return found


def places(transport: Transport) -> tuple[Place, ...]:
    """Return the shop's active locations."""
    data = transport.run(documents.LOCATION_LIST, {"first": documents.LOCATIONS})
    try:
        return read_places(required_child(data, "locations"))
    except Unreadable as error:
        raise errors.unreadable(Effect.READ) from error


def chosen(found: tuple[Place, ...], setting: str) -> Place:
    """Return the location that is meant: by name or number, else the only one, else the default one."""
    if setting:
        named = [place for place in found if setting in (place.name, place.id.rpartition("/")[2])]
    else:
        named = list(found) if len(found) == 1 else [place for place in found if place.primary]
    if len(named) == 1:
        return named[0]
    names = "、".join(place.name for place in found) or "なし"
    message = (
        "在庫を連動するロケーションを決められません。アカウントの設定の「在庫のロケーション」に入力してください"
        f"(候補: {names[:300]})。"
    )
    raise Refused("location", message)
