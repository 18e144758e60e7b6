"""The documents of the inventory API (section 3)."""

from dataclasses import dataclass

from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Document, Unreadable, children, required_text, text
from ichigen.malls.rakuten.wire_values import required_number


@dataclass(frozen=True, slots=True)
class Inventory:
    """One record of bulk-get."""

    manage_number: str
    variant_id: str
    quantity: int


def parse_inventories(document: Document) -> tuple[tuple[Inventory, ...], tuple[Problem, ...]]:
    """Read bulk-get; a record that cannot be read is a problem."""
    if not isinstance(document.get("inventories"), list):
        raise Unreadable("inventories")
    rows: list[Inventory] = []
    problems: list[Problem] = []
    for entry in children(document, "inventories"):
        try:
            rows.append(
                Inventory(
                    required_text(entry, "manageNumber").lower(),
                    required_text(entry, "variantId"),
                    required_number(entry, "quantity"),
                )
            )
        except Unreadable as error:
            where = f"{text(entry, 'manageNumber')}/{text(entry, 'variantId')}"
            problems.append(Problem(where, "stock.unreadable", f"在庫を読み取れませんでした(項目 {error})。"))
    return tuple(rows), tuple(problems)
