"""100,000 orders of a shop on two malls, made by a seed: Japanese names with kana, phones, addresses, numbers."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, OrderLine, Party, Payment
from ichigen.domain.phases import Phase

#: Family names with how many of 1,000 people bear them; the last ones are rare (after the national order of frequency).
FAMILY = (
    ("佐藤", "サトウ", 150), ("鈴木", "スズキ", 140), ("高橋", "タカハシ", 110), ("田中", "タナカ", 105),
    ("伊藤", "イトウ", 85), ("渡辺", "ワタナベ", 85), ("山本", "ヤマモト", 83), ("中村", "ナカムラ", 80),
    ("小林", "コバヤシ", 80), ("加藤", "カトウ", 70),
    ("森", "モリ", 6), ("林", "ハヤシ", 5), ("楠", "クスノキ", 0.6), ("勅使河原", "テシガワラ", 0.2), ("小鳥遊", "タカナシ", 0.2),
)  # fmt: skip
GIVEN = (
    ("太郎", "タロウ"), ("花子", "ハナコ"), ("健一", "ケンイチ"), ("美咲", "ミサキ"), ("大輔", "ダイスケ"), ("陽子", "ヨウコ"),
    ("翔", "ショウ"), ("葵", "アオイ"), ("直樹", "ナオキ"), ("さくら", "サクラ"), ("浩", "ヒロシ"), ("恵", "メグミ"),
)  # fmt: skip
PLACES = (("東京都", "架空区", "100-0000"), ("大阪府", "架空市", "530-0000"), ("北海道", "架空郡架空町", "060-0000"))
#: Of 100 orders: most are over.
PHASES = (*[Phase.SHIPPED] * 90, *[Phase.CANCELLED] * 3, *[Phase.READY] * 4, Phase.UNPAID, Phase.NEW, Phase.HELD)
METHODS = ("クレジットカード", "銀行振込", "後払い決済", "コンビニ決済")
FIRST_DAY = datetime(2026, 11, 22, tzinfo=UTC)


def orders(count: int, seed: int = 1) -> Iterator[MallOrder]:
    """Make the orders, oldest first."""
    choose = random.Random(seed)
    weights = [weight for _, _, weight in FAMILY]
    for number in range(count):
        at = FIRST_DAY - timedelta(minutes=4 * (count - number))
        family, given = choose.choices(FAMILY, weights)[0], choose.choice(GIVEN)
        phase = choose.choice(PHASES) if number > count // 2 else Phase.SHIPPED
        yield _order(choose, number, at, _person(choose, family, given), phase)


def _person(choose: random.Random, family: tuple[str, str, float], given: tuple[str, str]) -> Party:
    prefecture, city, postal = choose.choice(PLACES)
    digits = choose.randrange(10**8)
    return Party(
        name=f"{family[0]} {given[0]}",
        kana=f"{family[1]} {given[1]}",
        postal_code=postal,
        prefecture=prefecture,
        city=city,
        street=f"見本町{choose.randrange(1, 40)}-{choose.randrange(1, 30)}-{choose.randrange(1, 20)}",
        phone=f"090-{digits // 10_000:04}-{digits % 10_000:04}",
        email=f"{choose.randrange(36**6):x}@example.jp",
    )


def _order(choose: random.Random, number: int, at: datetime, person: Party, phase: Phase) -> MallOrder:
    codes = choose.sample(range(1, 5_001), choose.choice((1, 1, 1, 2)))
    lines = tuple(
        OrderLine(str(place), f"P-{code}", 1, 1_280, f"手ぬぐい 藍染め 注染 {code}", match_codes=(f"P-{code}",))
        for place, code in enumerate(codes, 1)
    )
    goods = 1_280 * len(lines)
    return MallOrder(
        number=f"420000-{at:%Y%m%d}-{number:010}",
        ordered_at=at,
        phase=phase,
        mall_state=phase.value,
        mark=phase.value,
        lines=lines,
        payment=Payment(choose.choice(METHODS), phase is not Phase.UNPAID),
        amounts=Amounts(goods=goods, postage=500, total=goods + 500),
        delivery=DeliveryWish("宅配便"),
        buyer=person,
        ship_to=person,
        note="のしをお願いします。" if choose.random() < 0.1 else "",
        handles={"baskets": "[[1, []]]", "progress": "300"},
    )
