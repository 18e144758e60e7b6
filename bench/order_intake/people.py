"""Buyers as a shop has them: hardly one like another, so no order profits from what an earlier one left in a cache."""

import random
from collections.abc import Mapping

FAMILIES = (
    ("山田", "ヤマダ"),
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("高橋", "タカハシ"),
    ("渡邉", "ワタナベ"),
    ("伊東", "イトウ"),
)
GIVEN = (
    ("花子", "ハナコ"),
    ("太郎", "タロウ"),
    ("さくら", "サクラ"),
    ("健一", "ケンイチ"),
    ("美咲", "ミサキ"),
    ("大翔", "ヒロト"),
)
CITIES = ("千代田区", "横浜市西区", "大阪市北区", "札幌市中央区", "福岡市博多区", "仙台市青葉区")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def person(choose: random.Random) -> Mapping[str, str]:
    """Return one invented buyer under the names that the mall gives the members."""
    family, family_kana = choose.choice(FAMILIES)
    given, given_kana = choose.choice(GIVEN)
    return {
        "familyName": family,
        "familyNameKana": family_kana,
        "firstName": given,
        "firstNameKana": given_kana,
        "city": choose.choice(CITIES),
        "subAddress": f"{choose.randrange(1, 9)}-{choose.randrange(1, 30)}-{choose.randrange(1, 20)}",
        "phoneNumber1": "090",
        "phoneNumber2": f"{choose.randrange(10_000):04}",
        "phoneNumber3": f"{choose.randrange(10_000):04}",
        "emailAddress": f"{''.join(choose.choices(LETTERS, k=10))}@example.com",
    }
