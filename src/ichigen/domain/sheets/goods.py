"""商品CSV: one SKU a row. A column that is absent is untouched; the stock columns are only there to be read by people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ichigen.domain import codes
from ichigen.domain.json import Json
from ichigen.domain.sheets.problems import Fault, Problem
from ichigen.domain.sheets.table import Field
from ichigen.domain.sheets.values import flag, jan_code, narrow, short_text, whole_number
from ichigen.domain.sheets.verdict import Judged, Verdict, refused

CODE, PRODUCT = "code", "product"
FIELDS = (
    Field(PRODUCT, "商品コード", ("顧客社商品コード", "親コード")),
    Field(CODE, "SKUコード", ("SKU", "sku_code")),
    Field("horizontal", "横軸", ("横軸コード",)),
    Field("vertical", "縦軸", ("縦軸コード",)),
    Field("title", "商品名", ("名称",)),
    Field("variant", "選択肢", ("バリエーション",)),
    Field("jan", "JAN", ("JANコード", "バーコード")),
    Field("price", "価格", ("販売価格", "販売金額")),
    Field("one_off", "一点物"),
    Field("on_hand", "在庫", ("在庫数",)),
    Field("reserved", "確保"),
    Field("available", "販売可能"),
)
LABELS = {field.key: field.label for field in FIELDS}
#: Fields of a SKU that a row can change.
CHANGES = ("title", "variant", "horizontal", "vertical", "jan", "price", "one_off")
CLEARABLE = frozenset({"variant", "horizontal", "vertical", "jan", "price"})


@dataclass(frozen=True, slots=True)
class GoodsNow:
    """A SKU as it is: its product's code, its fields by the keys of `CHANGES`, and its pieces at all locations."""

    product: str
    fields: Mapping[str, Json]
    on_hand: int


#: How each cell is read, after it was found to differ from what is there.
READ: "Mapping[str, Callable[[str], Json | Problem]]" = {
    "title": lambda text: short_text(text, LABELS["title"], 300),
    "variant": lambda text: short_text(text, LABELS["variant"], 200),
    "horizontal": lambda text: short_text(narrow(text), LABELS["horizontal"], 50),
    "vertical": lambda text: short_text(narrow(text), LABELS["vertical"], 50),
    "jan": lambda text: jan_code(text, LABELS["jan"]),
    "price": lambda text: whole_number(text, LABELS["price"], 0, 100_000_000),
    "one_off": lambda text: flag(text, LABELS["one_off"]),
}


def code_of(cells: Mapping[str, str]) -> str:
    """The SKU a row is about: its code, or the one that 商品コード, 横軸 and 縦軸 make (E2-19)."""
    return cells.get(CODE, "") or codes.composed(
        *(narrow(cells.get(key, "")) for key in (PRODUCT, "horizontal", "vertical"))
    )


def judge_goods(cells: Mapping[str, str], now: GoodsNow | None, empty_clears: bool) -> Judged:
    """Say what a row means for the SKU it names, None where there is no such SKU."""
    if not code_of(cells):
        return refused(Problem(Fault.REQUIRED, LABELS[CODE]))
    return _known(cells, now, empty_clears) if now else _new(cells)


def as_cell(value: Json) -> str:
    """A value as our own export writes it."""
    return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value).strip()


def _known(cells: Mapping[str, str], now: GoodsNow, empty_clears: bool) -> Judged:
    before: dict[str, Json] = {}
    after: dict[str, Json] = {}
    problems: list[Problem] = []
    if cells.get(PRODUCT) and cells[PRODUCT] != now.product.strip():
        problems.append(Problem(Fault.PRODUCT_FIXED, LABELS[PRODUCT], cells[PRODUCT], now.product))
    for key in CHANGES:
        old = now.fields[key]
        if key not in cells or cells[key] == as_cell(old):  # what is as it was is never found fault with
            continue
        value = _value(key, cells[key], empty_clears, old)
        if isinstance(value, Problem):
            problems.append(value)
        elif value != old:
            before[key], after[key] = old, value
    if after.get("one_off") and now.on_hand > 1:
        problems.append(Problem(Fault.ONE_OFF, LABELS["one_off"], cells["one_off"], str(now.on_hand)))
    if problems:
        return refused(*problems)
    return Judged(Verdict.CHANGED, before, after) if after else Judged(Verdict.UNCHANGED)


def _value(key: str, cell: str, empty_clears: bool, old: Json) -> "Json | Problem":
    if cell:
        return READ[key](cell)
    if not (empty_clears and key in CLEARABLE):
        return old
    return None if key == "price" else ""


def _new(cells: Mapping[str, str]) -> Judged:
    code, product = narrow(code_of(cells)), narrow(cells.get(PRODUCT, ""))
    after: dict[str, Json] = {CODE: code, PRODUCT: product or code}
    problems = [
        found
        for key in (CODE, PRODUCT)
        if isinstance(found := short_text(str(after[key]), LABELS[key], codes.LONGEST), Problem)
    ]
    if not cells.get("title"):
        problems.append(Problem(Fault.REQUIRED, LABELS["title"]))
    for key in CHANGES:
        if not cells.get(key):
            continue
        value = READ[key](cells[key])
        if isinstance(value, Problem):
            problems.append(value)
        else:
            after[key] = value
    return refused(*problems) if problems else Judged(Verdict.NEW, {}, after)
