"""申請用の控え: no secret is on it, and a slip of one character is found (R1-51, R1-52)."""

import pytest

from ichigen.services.accounts.application_sheet import Compared, SheetRow, application_sheet, compare
from tests.builders import make_account

pytestmark = pytest.mark.django_db

VALUES = {
    "seller_id": "mihon-store",
    "client_id": "dj00aiZpPWV4YW1wbGU-",
    "client_secret": "hidden",
    "refresh_token": "x",
}


def test_r1_52_only_what_is_no_secret_is_on_the_sheet_with_length_and_check() -> None:
    account = make_account("yahoo_shopping", credentials=VALUES)

    rows = application_sheet(account.id)

    assert [(row.value, row.length) for row in rows] == [("mihon-store", 11), ("dj00aiZpPWV4YW1wbGU-", 20)]
    assert len({row.check for row in rows}) == 2
    assert application_sheet(make_account("no_such_mall").id) == ()


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("申請ID: dj00aiZpPWV4YW1wbGU-\n", Compared("ID", True)),
        ("dj00aiZpPWV4YW1wbGU", Compared("ID", False, "dj00aiZpPWV4YW1wbGU", 20)),
        ("dj00aiZpPWV4YWlwbGU-", Compared("ID", False, "dj00aiZpPWV4YWlwbGU-", 15)),
        ("まったく違う文", Compared("ID", False)),
        ("", Compared("ID", False)),
    ],
    ids=["whole", "cut", "one-for-l", "another", "nothing"],
)
def test_r1_52_a_slip_of_one_character_is_named_with_its_place(pasted: str, expected: Compared) -> None:
    assert compare([SheetRow("ID", VALUES["client_id"], 20, "0000")], pasted) == (expected,)
