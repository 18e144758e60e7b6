"""The access scopes this client uses, and the function that each one carries (R1-37, R1-38). None is asked for in reserve."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from ichigen.mallkit.manifest import Permission


@dataclass(frozen=True, slots=True)
class Scope:
    """`name` is the mall's own; `use` says in Japanese what does not work without it."""

    name: str
    use: str


SCOPES = (
    Scope("read_orders", "受注の取込み"),
    Scope("write_orders", "受注のキャンセル"),
    Scope("read_products", "商品・SKUの読取りと紐付け"),
    Scope("read_inventory", "在庫数の読取り"),
    Scope("write_inventory", "在庫数の書込み"),
    Scope("read_locations", "在庫のロケーションの読取り"),
    Scope("read_merchant_managed_fulfillment_orders", "出荷するものの読取り"),
    Scope("write_merchant_managed_fulfillment_orders", "出荷の報告とお荷物伝票番号の登録"),
)

#: What every account needs to be let in at all.
ACCESS = Permission("access", "ストアへの接続(アプリの認証情報)")

PERMISSIONS = (ACCESS, *(Permission(scope.name, f"{scope.name}({scope.use})") for scope in SCOPES))

_WORD = re.compile(r"\b(?:read|write)_[a-z_]+\b")


def missing(granted: Collection[str]) -> tuple[Scope, ...]:
    """Return the scopes that the app lacks; write_X includes read_X (section 1)."""
    return tuple(
        scope
        for scope in SCOPES
        if scope.name not in granted and scope.name.replace("read_", "write_", 1) not in granted
    )


def scope_in(message: str) -> str:
    """Return the scope that an ACCESS_DENIED names, one of ours where it names several; empty where it names none."""
    named = _WORD.findall(message)
    ours = {scope.name for scope in SCOPES}
    return next((name for name in named if name in ours), named[0] if named else "")
