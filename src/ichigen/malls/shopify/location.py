"""Where the stock lies that is kept in step: the location of the account's setting, or the shop's only or default one."""

from datetime import timedelta

from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify import documents, errors
from ichigen.malls.shopify.caller import Caller
from ichigen.malls.shopify.gids import LOCATION, gid, is_number
from ichigen.malls.shopify.wire_stock import Place, read_places
from ichigen.malls.shopify.wire_values import required_child

#: What was found is kept with the account's token for so long; whoever moves the stock elsewhere waits for it.
KEPT = timedelta(minutes=10)
_MOVED = (
    "既定のロケーションか、ロケーションの名前が変わりました。アカウントの設定の「在庫のロケーション」に、在庫を連動するロケーションの"
    "番号(管理画面のURLの最後の数字)を入力してください。在庫をすべて読み直してから連動を続けます。"
)
#: A shop of more locations than these hold is not believed.
_MOST_PAGES = 40


def our_location(caller: Caller, setting: str) -> str:
    """Return the gid of the location. A number needs no question.

    Where none or several may be meant it is `Retryable`: no row is at fault, so nothing may be bisected for it, and orders
    go on while the shop mends its setting. So it is where the mall means another one than before: its numbers would be
    taken for sales, and only a change of the setting has them read anew (`resets_stock`).
    """
    if is_number(setting):
        return gid(LOCATION, setting)
    name, now = f"location:{setting}", caller.now()
    known = caller.store.get(name)
    if known is not None and known.expires_at > now:
        return known.value
    try:
        found = chosen(places(caller), setting).id
    except Refused as unclear:
        raise Retryable(unclear.code, unclear.message) from unclear
    if known is not None and known.value != found:
        raise Retryable("location_moved", _MOVED)
    caller.store.put(name, Token(found, now + KEPT))
    return found


def places(caller: Caller) -> tuple[Place, ...]:
    """Return the shop's active locations, of all pages."""
    found: list[Place] = []
    after: str | None = None
    for _ in range(_MOST_PAGES):
        data = caller.run(documents.LOCATION_LIST, {"first": documents.LOCATIONS, "after": after})
        try:
            page, after = read_places(required_child(data, "locations"))
        except Unreadable as error:
            raise errors.unreadable(Effect.READ) from error
        found += page
        if after is None:
            return tuple(found)
    raise errors.unreadable(Effect.READ)


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


def sold_elsewhere(found: tuple[Place, ...], ours: Place) -> str:
    """Say in Japanese what the online store sells without us, and what to do; empty = all it sells is the stock of `ours`.

    An order takes from any active location that fulfils online orders (section 6): what lies at another one is sold beside
    the number that is kept in step.
    """
    others = "、".join(place.name for place in found if place.online and place.id != ours.id)
    said = ""
    if others:
        said = (
            f"オンラインの注文は「{others[:300]}」の在庫も販売しますが、連動するのは「{ours.name}」だけです。ほかのロケーションは、"
            "在庫を 0 にするか、Shopifyの 設定 › ロケーション でオンライン注文の発送元から外してください。"
        )
    if not ours.online:
        said += (
            f"連動する「{ours.name}」は、オンライン注文の発送元ではありません。Shopifyの 設定 › ロケーション か、"
            "アカウントの設定の「在庫のロケーション」を確認してください。"
        )
    return said
