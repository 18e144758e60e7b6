"""Where the stock lies that is kept in step: the location of the account's setting, or the shop's only or default one."""

from datetime import timedelta

from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify import documents, errors
from ichigen.malls.shopify.gids import LOCATION, gid, is_number
from ichigen.malls.shopify.transport import Transport
from ichigen.malls.shopify.wire_stock import Place, read_places
from ichigen.malls.shopify.wire_values import required_child

#: What was found is kept with the account's token for so long; whoever moves the stock elsewhere waits for it.
KEPT = timedelta(minutes=10)


def our_location(transport: Transport, setting: str) -> str:
    """Return the gid of the location. A number needs no question.

    Where none or several may be meant it is `Retryable`: no row is at fault, so nothing may be bisected for it, and orders
    go on while the shop mends its setting.
    """
    if is_number(setting):
        return gid(LOCATION, setting)
    name, now = f"location:{setting}", transport.now()
    known = transport.store.get(name)
    if known is not None and known.expires_at > now:
        return known.value
    try:
        found = chosen(places(transport), setting).id
    except Refused as unclear:
        raise Retryable(unclear.code, unclear.message) from unclear
    transport.store.put(name, Token(found, now + KEPT))
    return found


def places(transport: Transport) -> tuple[Place, ...]:
    """Return the shop's active locations."""
    data = transport.run(documents.LOCATION_LIST, {"first": documents.LOCATIONS})
    try:
        return read_places(required_child(data, "locations"))
    except Unreadable as error:
        raise errors.unreadable(Effect.READ) from error


def chosen(found: tuple[Place, ...], setting: str) -> Place:
    """Return the location that is meant: by name or number, else the only one, else the default one; else `Refused`."""
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
