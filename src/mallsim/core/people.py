"""Invented people who shop: names that say so, offices' towns, telephone numbers and mail addresses that reach nobody."""

from random import Random

from mallsim.core.shopping import Buyer

FAMILIES = (
    ("試験", "シケン"),
    ("見本", "ミホン"),
    ("架空", "カクウ"),
    ("練習", "レンシュウ"),
    ("模擬", "モギ"),
    ("例題", "レイダイ"),
    ("仮名", "カナ"),
    ("想定", "ソウテイ"),
)
FIRSTS = (
    ("花子", "ハナコ"),
    ("太郎", "タロウ"),
    ("一郎", "イチロウ"),
    ("さくら", "サクラ"),
    ("健", "ケン"),
    ("葵", "アオイ"),
    ("恵", "メグミ"),
    ("翔", "ショウ"),
)
PLACES = (
    ("1000001", "東京都", "千代田区", "千代田"),
    ("0600001", "北海道", "札幌市中央区", "北一条西"),
    ("9800811", "宮城県", "仙台市青葉区", "一番町"),
    ("2310017", "神奈川県", "横浜市中区", "港町"),
    ("4600001", "愛知県", "名古屋市中区", "三の丸"),
    ("5300005", "大阪府", "大阪市北区", "中之島"),
    ("7300011", "広島県", "広島市中区", "基町"),
    ("8100001", "福岡県", "福岡市中央区", "天神"),
)

#: So often the shopper before comes once more: two orders that may leave in one parcel.
AGAIN_CHANCE = 0.05


class People:
    """A seeded stream of shoppers."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"people:{seed}")
        self._last: Buyer | None = None

    def next(self) -> Buyer:
        """Who comes now."""
        if self._last is None or self._rng.random() >= AGAIN_CHANCE:
            self._last = self._somebody()
        return self._last

    def _somebody(self) -> Buyer:
        (family, family_kana), (first, first_kana) = self._rng.choice(FAMILIES), self._rng.choice(FIRSTS)
        zip_code, prefecture, city, street = self._rng.choice(PLACES)
        number = self._rng.randrange(10_000)
        return Buyer(
            family_name=family,
            first_name=first,
            family_kana=family_kana,
            first_kana=first_kana,
            zip_code=zip_code,
            prefecture=prefecture,
            city=city,
            address=f"{street}{number % 9 + 1}-{number % 31 + 1}",
            phone=f"090-0000-{number:04d}",
            email=f"shiken-{number:04d}@example.jp",
        )
