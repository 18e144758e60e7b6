"""The demo shop's goods: the same on every run with the same seed, offered to every mall.

120 SKUs: 20 of them variants (5 products × 4), 10 one-of-a-kind, 5 whose code differs from mall
to mall, 5 sold on one mall only; stock is 0, 1, 3 or 50.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

STOCKS = (0, 1, 3, 50)
STOCK_WEIGHTS = (1, 2, 4, 8)
WORDS = ("手ぬぐい", "湯のみ", "箸置き", "風呂敷", "扇子", "小皿", "巾着", "茶さじ", "のれん", "鉢カバー")
USED = ("フィルムカメラ", "腕時計", "レコード", "万年筆", "双眼鏡")
COLOURS = ("藍", "紅", "白", "墨", "若草")


@dataclass(frozen=True, slots=True)
class GoodsSku:
    """One sellable variant; ``choices`` are (axis name, value) pairs, empty for a single-SKU product."""

    code: str
    quantity: int
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GoodsProduct:
    """One product with 1…n SKUs. ``price`` in yen including tax.

    ``one_off``: a used good, stock 0 or 1. ``own_codes``: each mall has its own code for it.
    ``only_on``: the id of the one mall that sells it, or None for all.
    """

    code: str
    title: str
    price: int
    skus: tuple[GoodsSku, ...]
    one_off: bool = False
    own_codes: bool = False
    only_on: str | None = None

    def on(self, mall: str) -> "GoodsProduct | None":
        """The product as ``mall`` sells it (its own codes), or None where it is not sold."""
        if self.only_on not in (None, mall):
            return None
        if not self.own_codes:
            return self
        mark = "-" + "".join(word[:2] for word in mall.split("_")).upper()
        skus = tuple(GoodsSku(sku.code + mark, sku.quantity, sku.choices) for sku in self.skus)
        return GoodsProduct(self.code + mark, self.title, self.price, skus, self.one_off, True, self.only_on)


def demo_goods(malls: Sequence[str], seed: int = 1) -> tuple[GoodsProduct, ...]:
    """The demo shop's products for these mall ids."""
    rng = Random(f"goods:{seed}")
    homes = sorted(malls) or [""]
    return (
        *(_plain(rng, n) for n in range(1, 81)),
        *(_variants(rng, n) for n in range(1, 6)),
        *(_one_off(rng, n) for n in range(1, 11)),
        *(_plain(rng, n, own_codes=True) for n in range(81, 86)),
        *(_plain(rng, n, only_on=homes[n % len(homes)]) for n in range(86, 91)),
    )


def goods_on(mall: str, goods: Sequence[GoodsProduct]) -> tuple[GoodsProduct, ...]:
    """What ``mall`` sells of ``goods``, under its own codes."""
    return tuple(sold for sold in (one.on(mall) for one in goods) if sold is not None)


def _stock(rng: Random) -> int:
    return rng.choices(STOCKS, STOCK_WEIGHTS)[0]


def _plain(rng: Random, n: int, *, own_codes: bool = False, only_on: str | None = None) -> GoodsProduct:
    code = f"IG-{n:03}"
    title = f"{WORDS[n % len(WORDS)]} {rng.choice(COLOURS)} {n:03}"
    sku = GoodsSku(code, _stock(rng))
    return GoodsProduct(code, title, rng.randrange(300, 9000, 10), (sku,), False, own_codes, only_on)


def _variants(rng: Random, n: int) -> GoodsProduct:
    code = f"IGV-{n:02}"
    skus = tuple(
        GoodsSku(f"{code}-{size}-{mark}", _stock(rng), (("サイズ", size), ("カラー", colour)))
        for size, (mark, colour) in product(("M", "L"), (("BK", "ブラック"), ("WH", "ホワイト")))
    )
    return GoodsProduct(code, f"綿Tシャツ 型{n}", rng.randrange(1500, 4000, 100), skus)


def _one_off(rng: Random, n: int) -> GoodsProduct:
    code = f"IGU-{n:03}"
    title = f"【中古】{USED[n % len(USED)]} 個体{n:03}"
    return GoodsProduct(code, title, rng.randrange(5000, 80000, 500), (GoodsSku(code, 1),), one_off=True)
