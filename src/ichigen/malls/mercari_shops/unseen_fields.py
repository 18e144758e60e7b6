"""What the page does not establish: the fields of 送付先, of a line's price and of a variant's name (page sections 2, 6).

No name is taken for granted. The schema of the mall is asked which fields there are, once a day; of the names below those
that it has are selected, and what it has not stays unknown. Everything that is a guess is in this file.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from ichigen.domain.orders import Party
from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import AuthExpired, Refused
from ichigen.mallkit.json_values import Document, child, text
from ichigen.malls.mercari_shops.caller import Caller, Query
from ichigen.malls.mercari_shops.wire_values import entries, number

#: The field of an order that holds 送付先, the likeliest first.
ADDRESS = ("shippingAddress", "deliveryAddress", "shippingDestination", "recipient", "destination", "shipTo", "address")

#: A member of `Party` and the names it may have; all that the schema has are joined in this order.
MEMBERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "name": (
        ("name", "fullName", "recipientName"),
        ("lastName", "firstName"),
        ("familyName", "givenName"),
        ("familyName", "firstName"),
    ),
    "kana": (
        ("nameKana", "fullNameKana", "kana"),
        ("lastNameKana", "firstNameKana"),
        ("familyNameKana", "firstNameKana"),
    ),
    "postal_code": (("postalCode", "zipCode", "zip"),),
    "prefecture": (("prefecture", "state", "region", "stateName"),),
    "city": (("city", "municipality"),),
    "street": (("street", "streetAddress", "address1", "addressLine1", "line1"),),
    "building": (("building", "buildingName", "address2", "addressLine2", "line2"),),
    "phone": (("phoneNumber", "phone", "telephoneNumber", "telephone", "tel"),),
}

#: Names of which two make one value; of every other tuple the first that the schema has is taken.
_PAIRS = {
    names for ways in MEMBERS.values() for names in ways if len(names) == 2 and names[1].startswith(("first", "given"))
}

#: What stands in a field of 送付先 that is kept secret (G3-15).
HIDDEN = "匿名配送"

LINE_PRICE = ("price", "unitPrice")
LINE_NAME = ("name", "productName", "title")

#: Tells these names from those of another release.
_NAMES = sha256(repr((ADDRESS, MEMBERS, LINE_PRICE, LINE_NAME)).encode()).hexdigest()[:12]

KEPT = "schema"
KEPT_FOR = timedelta(days=1)
LEFT_OUT_FOR = timedelta(hours=1)

_ASK = """query Schema{
  order: __type(name:"OrderTransaction"){ fields{ name type{ kind name ofType{ kind name } } } }
  line: __type(name:"OrderTransactionProduct"){ fields{ name } }
  variant: __type(name:"ProductVariant"){ fields{ name } } }"""
_ASK_TYPE = "query Type($name:String!){ type: __type(name:$name){ fields{ name } } }"


@dataclass(frozen=True, slots=True)
class Unseen:
    """What this mall's schema has of it. `address`: its field, `members`: the names to read, by member of `Party`."""

    address: str = ""
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    line_price: str = ""
    line_name: str = ""
    variant_name: str = ""

    def selections(self) -> dict[str, str]:
        """Return what to add to the order document, by the name of its place."""
        wanted = " ".join(dict.fromkeys(name for names in self.members.values() for name in names))
        return {
            "order": f"{self.address}{{ {wanted} }}" if self.address and wanted else "",
            "line": " ".join(name for name in (self.line_price, self.line_name) if name),
            "variant": self.variant_name,
        }

    def party(self, order: Document) -> Party | None:
        """Return 送付先 of an order; None where the mall does not tell it, or hides it (匿名配送)."""
        found = child(order, self.address) if self.address else {}
        values = {
            member: " ".join(part for name in names if (part := text(found, name)))
            for member, names in self.members.items()
        }
        if not any(values.values()) or HIDDEN in values.values():
            return None
        street = " ".join(part for part in (values.pop("street", ""), values.pop("building", "")) if part)
        return Party(**values, street=street)

    def price(self, line: Document) -> int | None:
        """Return the price of one unit as the order has it; None where the mall does not tell it."""
        return number(line, self.line_price) if self.line_price else None

    def name(self, line: Document) -> str:
        """Return the name of the goods as the order has it."""
        return text(line, self.line_name) if self.line_name else ""


def unseen(caller: Caller) -> Unseen:
    """Return what the schema has, asked once a day and when the names above changed; nothing where the mall does not show it."""
    kept = caller.connection.tokens.get(KEPT)
    if kept is not None and kept.expires_at > caller.connection.now():
        known = from_text(kept.value)
        if known is not None:
            return known
    found = _ask(caller)
    token = Token(to_text(found), caller.connection.now() + KEPT_FOR)
    caller.connection.tokens.put(KEPT, token)
    return found


def do_without(caller: Caller) -> None:
    """Leave what is only guessed out for a while: the mall refused orders with it and gave them without."""
    token = Token(to_text(Unseen()), caller.connection.now() + LEFT_OUT_FOR)
    caller.connection.tokens.put(KEPT, token)


def to_text(found: Unseen) -> str:
    """Return it as text, to be kept between runs."""
    values = (found.address, dict(found.members), found.line_price, found.line_name, found.variant_name)
    return json.dumps([_NAMES, *values], ensure_ascii=False)


def from_text(kept: str) -> Unseen | None:
    """Return what `to_text` wrote; None where another release of ours wrote it, which knew other names."""
    names, *values = json.loads(kept)
    if names != _NAMES:
        return None
    address, members, price, name, variant = values
    return Unseen(address, {member: tuple(names) for member, names in members.items()}, price, name, variant)


def _ask(caller: Caller) -> Unseen:
    try:
        answer = caller.ask(Query("schema.read", _ASK, {}))
        order, line, variant = (child(answer.data, name) for name in ("order", "line", "variant"))
        types = {text(entry, "name"): _type_name(child(entry, "type")) for entry in entries(order, "fields")}
        address = _first(ADDRESS, {name for name, kind in types.items() if kind})
        members = _members(_names(_type(caller, types[address]))) if address else {}
    except (Refused, AuthExpired):
        return Unseen()  # a mall may keep its schema to itself
    return Unseen(
        address=address if members else "",
        members=members,
        line_price=_first(LINE_PRICE, _names(line)),
        line_name=_first(LINE_NAME, _names(line)),
        variant_name=_first(("name",), _names(variant)),
    )


def _type(caller: Caller, name: str) -> Document:
    return child(caller.ask(Query("schema.read", _ASK_TYPE, {"name": name})).data, "type")


def _type_name(kind: Document) -> str:
    """The name of an object type, also behind "not null"; "" for a plain value."""
    inner = child(kind, "ofType") if text(kind, "kind") == "NON_NULL" else kind
    return text(inner, "name") if text(inner, "kind") == "OBJECT" else ""


def _names(kind: Document) -> set[str]:
    return {text(entry, "name") for entry in entries(kind, "fields")}


def _first(names: Iterable[str], there: set[str]) -> str:
    return next((name for name in names if name in there), "")


def _members(there: set[str]) -> dict[str, tuple[str, ...]]:
    found = {member: _way(ways, there) for member, ways in MEMBERS.items()}
    return {member: names for member, names in found.items() if names}


def _way(ways: tuple[tuple[str, ...], ...], there: set[str]) -> tuple[str, ...]:
    for names in ways:
        if names in _PAIRS:
            if there.issuperset(names):
                return names
        elif one := _first(names, there):
            return (one,)
    return ()
