"""モール詳細設定: what a shop chooses for an account is checked, kept, and survives new credentials (G3-05 … G3-25)."""

from typing import Any

import pytest

from ichigen.mallkit.registry import mall
from ichigen.services.accounts.choices import intake_choices
from ichigen.services.accounts.options import (
    MISSING,
    NO_CHOICE,
    NO_NUMBER,
    NO_PLACEHOLDER,
    OUT_OF_RANGE,
    keep_options,
    option_rows,
)
from ichigen.services.accounts.renew import with_values
from ichigen.store.accounts import Account
from ichigen.store.worklist import AuditLog
from tests.builders import make_account

pytestmark = pytest.mark.django_db

MALL = "mercari_shops"
GOOD = {
    "landing_status": "new",
    "lookback_days": "３０",
    "auto_intake": "on",
    "buyer_rule": "copy",
    "ship_message": "[配送業者]\r\n[伝票番号]",
}
ENTRIES = {
    "buyer_rule": "fixed",
    "buyer_name": "見本商店",
    "buyer_postal_code": "100-0001",
    "buyer_prefecture": "東京都",
    "buyer_city": "千代田区",
    "buyer_street": "千代田1-1",
    "buyer_phone": "03-0000-0000",
}


@pytest.fixture
def account() -> Account:
    return make_account(MALL, settings={"shop_id": "SHP0001"})


def stored(account: Account) -> dict[str, Any]:
    """The settings as they are now."""
    account.refresh_from_db()
    return dict(account.settings)


def test_defaults_hold_until_something_is_saved(account: Account) -> None:
    values = {row.option.name: row.value for row in option_rows(account.pk)}
    assert (values["lookback_days"], values["auto_intake"], values["buyer_rule"]) == ("7", "on", "copy")
    assert values["ship_message"] == "[配送業者]\n[伝票番号]"
    choices = intake_choices(account)
    assert (choices.landing, choices.automatic, choices.buyer.fixed) == ("", True, False)


def test_g3_05_the_statuses_to_choose_are_those_before_shipping(account: Account) -> None:
    row = next(row for row in option_rows(account.pk) if row.option.name == "landing_status")
    assert [choice.label for choice in row.choices] == ["新規受付", "発送待ち", "保留"]


def test_what_was_typed_is_kept_beside_other_settings(account: Account) -> None:
    assert keep_options(account.pk, GOOD, None) == {}
    kept = stored(account)
    assert kept["shop_id"] == "SHP0001"
    assert (kept["landing_status"], kept["lookback_days"], kept["auto_intake"]) == ("new", "30", "on")
    assert kept["ship_message"] == "[配送業者]\n[伝票番号]"
    logged = AuditLog.objects.get(action="account.options")
    assert "lookback_days" in logged.data["fields"]


@pytest.mark.parametrize(
    ("typed", "name", "problem"),
    [
        pytest.param({"landing_status": "shipped"}, "landing_status", NO_CHOICE, id="G3-05 another phase"),
        pytest.param({"landing_status": "gone"}, "landing_status", NO_CHOICE, id="G3-05 no such status"),
        pytest.param({"lookback_days": "0"}, "lookback_days", OUT_OF_RANGE, id="G3-06 too few"),
        pytest.param({"lookback_days": "61"}, "lookback_days", OUT_OF_RANGE, id="G3-06 too many"),
        pytest.param({"lookback_days": "a week"}, "lookback_days", NO_NUMBER, id="G3-06 no number"),
        pytest.param({"buyer_rule": "invent"}, "buyer_rule", NO_CHOICE, id="G3-14"),
        pytest.param({**ENTRIES, "buyer_city": " "}, "buyer_city", MISSING, id="G3-14 each field is entered"),
        pytest.param({"ship_message": ""}, "ship_message", MISSING, id="G3-24"),
        pytest.param({"ship_message": "番号は[伝表番号]"}, "ship_message", NO_PLACEHOLDER, id="G3-25 misspelled"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_stored(
    account: Account, typed: dict[str, str], name: str, problem: str
) -> None:
    assert keep_options(account.pk, GOOD | typed, None) == {name: problem}
    assert stored(account) == {"shop_id": "SHP0001"}
    assert not AuditLog.objects.exists()
    drawn = option_rows(account.pk, GOOD | typed, {name: problem})
    assert next(row.value for row in drawn if row.option.name == name) == typed[name]


def test_g3_14_fixed_entries_are_needed_only_where_they_count(account: Account) -> None:
    assert keep_options(account.pk, GOOD | ENTRIES, None) == {}
    account.refresh_from_db()
    rule = intake_choices(account).buyer
    assert (rule.fixed, rule.entries.name, rule.entries.city, rule.entries.email) == (True, "見本商店", "千代田区", "")
    assert keep_options(account.pk, GOOD | {"buyer_name": ""}, None) == {}


def test_an_unticked_box_is_off(account: Account) -> None:
    """G3-07."""
    without = {name: value for name, value in GOOD.items() if name != "auto_intake"}
    assert keep_options(account.pk, without, None) == {}
    account.refresh_from_db()
    assert not intake_choices(account).automatic


def test_new_credentials_leave_what_was_chosen(account: Account) -> None:
    keep_options(account.pk, GOOD, None)
    account.refresh_from_db()
    renewed = with_values(account, mall(MALL), {"access_token": "msp_new", "client_name": "hinata"})
    assert renewed.settings == account.settings


def test_a_mall_without_options_has_none(account: Account) -> None:
    assert option_rows(make_account("mall_a", "other").pk) == ()
