"""申請用の控え: no secret is on it, and a slip of one character is found (R1-51, R1-52)."""

import pytest
from pytest_django.fixtures import Settings

from ichigen.services.accounts.application_sheet import ApplicationSheet, Compared, SheetRow, application_sheet, compare
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

    rows = application_sheet(account.id).rows

    assert [(row.value, row.length) for row in rows] == [("mihon-store", 11), ("dj00aiZpPWV4YW1wbGU-", 20)]
    assert len({row.check for row in rows}) == 2
    assert application_sheet(make_account("no_such_mall").id).rows == ()


def test_r1_51_the_addresses_that_the_mall_has_to_let_in_are_on_the_sheet(settings: Settings) -> None:
    account = make_account("yahoo_shopping", credentials=VALUES)
    settings.SOURCE_IPS = []
    assert application_sheet(account.id).no_ip

    settings.SOURCE_IPS = ["203.0.113.42", "192.168.1.2", "203.0.113.217", "203.0.113", "203.0.113.42"]
    sheet = application_sheet(account.id)

    assert [(row.label, row.value) for row in sheet.rows[2:]] == [
        ("接続元IPアドレス(1)", "203.0.113.42"),
        ("接続元IPアドレス(2)", "203.0.113.217"),
    ]
    assert (sheet.wrong_ips, sheet.no_ip) == (("192.168.1.2", "203.0.113"), False)
    assert [row.found for row in compare(sheet.rows[2:], "203.0.113.42 203.0.113.21")] == [True, False]


def test_r1_51_a_mall_that_lets_every_address_in_asks_for_none(settings: Settings) -> None:
    settings.SOURCE_IPS = ["203.0.113.42"]

    assert application_sheet(make_account("rakuten", credentials={}).id) == ApplicationSheet()


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
