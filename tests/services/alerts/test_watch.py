"""Alerts are states: raised once, ended once, told in groups, reminded after a day (E2-28, E2-30, R1-13)."""

from datetime import timedelta

import pytest

from ichigen.domain.alerts import AlertCode
from ichigen.domain.stock import MovementKind
from ichigen.services.alerts.watch import watch_alerts
from ichigen.services.clock import now
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store import ledger
from ichigen.store.accounts import Account, LoopState
from ichigen.store.alert_facts import facts
from ichigen.store.alerts import Alert, AlertDelivery, AlertSettings
from ichigen.store.ledger import Movement
from tests.builders import main_location, make_account, make_line, make_listing, make_order, make_sku

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def mail() -> AlertSettings:
    return AlertSettings.objects.create(pk=1, mail_on=True, smtp_host="mail.invalid", mail_to=["shop@example.com"])


def dead(label: str = "本店", shop: str = "shop-1") -> Account:
    return make_account("rakuten", shop, label=label, health=Account.Health.DEAD)


def taken_in(account: Account, ago: timedelta, **values: object) -> LoopState:
    at = now() - ago
    defaults = {"started_at": at, "finished_at": at, "succeeded_at": at, "due_at": at + timedelta(seconds=15)}
    return LoopState.objects.create(account=account, kind="intake", **(defaults | values))


def found() -> list[tuple[str, str]]:
    return sorted((fact.code.value, fact.detail) for fact in facts())


def later(by: timedelta) -> None:
    """Everything that was remembered happened so much longer ago."""
    for row in AlertSettings.objects.all():
        row.told_at = row.told_at and row.told_at - by
        row.save()
    for alert in Alert.objects.all():
        for name in ("told_at", "missing_since", "ended_at"):
            value = getattr(alert, name)
            setattr(alert, name, value and value - by)
        alert.save()


def told() -> list[list[tuple[str, str]]]:
    """State and title of each event, message by message."""
    rows = AlertDelivery.objects.order_by("id")
    return [[(event["state"], event["title"]) for event in row.events] for row in rows]


def test_a_shop_in_order_has_no_alert() -> None:
    account = make_account(expires={"licenseKey": (now() + 31 * DAY).isoformat()})
    taken_in(account, 4 * MINUTE)
    make_sku("A-1", 5)

    assert found() == []


def test_a_dead_credential_is_told_and_nothing_else_of_that_account() -> None:
    taken_in(dead(), HOUR)

    assert found() == [("account_dead", "")]


@pytest.mark.parametrize(
    ("values", "silent"),
    [
        ({}, True),  # its time came long ago
        ({"error_code": "http_503", "due_at": None}, True),  # it fails and fails
        ({"resting": True}, False),  # it rests until its next time
    ],
)
def test_no_intake_for_five_minutes_is_told_where_there_should_be_one(values: dict[str, object], silent: bool) -> None:
    if values.pop("resting", False):
        values["due_at"] = now() + HOUR
    taken_in(make_account(), 6 * MINUTE, **values)

    assert found() == ([("intake_silent", "")] if silent else [])


def test_an_account_that_was_never_read_is_silent_too_and_a_switched_off_one_is_not() -> None:
    account = make_account()
    assert found() == []

    Account.objects.update(created_at=now() - 6 * MINUTE)
    assert found() == [("intake_silent", "")]
    Account.objects.filter(pk=account.pk).update(mode=Account.Mode.DISABLED)
    assert found() == []


def test_a_mall_that_is_read_every_few_seconds_is_silent_after_five_minutes_and_those_seconds() -> None:
    account = make_account("yahoo_shopping")  # 15 s at night
    state = taken_in(account, timedelta(minutes=5, seconds=10))
    watch_alerts()
    assert Alert.objects.count() == 0

    LoopState.objects.filter(pk=state.pk).update(succeeded_at=now() - timedelta(minutes=5, seconds=16))
    watch_alerts()
    assert Alert.objects.get().code == "intake_silent"


def test_more_held_than_there_is_is_an_oversell_and_stock_elsewhere_covers_it() -> None:
    account, sku = make_account(), make_sku("A-1", 2)
    make_listing(account, sku)
    take_in(Source(account.id, now(), account.started_at), [make_order("1", make_line(quantity=3))])

    assert found() == [("oversell", "A-1")]
    ledger.move_one(Movement(sku.id, main_location().id, MovementKind.RECEIVE, on_hand=1))
    assert found() == []


def test_a_pulled_brake_is_told() -> None:
    make_account(braked_at=now())

    assert ("brake", "") in found()


@pytest.mark.parametrize(
    ("left", "stage"), [(29, 30), (14, 14), (13.5, 14), (7, 7), (2.5, 3), (0.5, 1), (-0.1, 0), (-40, 0)]
)
def test_the_end_of_a_credential_has_the_stages_of_e2_30(left: float, stage: int) -> None:
    taken_in(make_account("rakuten", expires={"licenseKey": (now() + left * DAY).isoformat()}), MINUTE)

    (fact,) = facts()
    assert (fact.code, fact.detail, fact.stage) == (AlertCode.CREDENTIAL_EXPIRES, "licenseKey", stage)


def test_an_alert_is_raised_once_and_told_once(mail: AlertSettings) -> None:
    dead()
    for _ in range(3):
        watch_alerts()
        later(2 * MINUTE)

    assert told() == [[("began", "本店: 認証が切れたため、連動が止まっています")]]
    assert Alert.objects.count() == 1


def test_it_ends_once_after_a_calm_minute(mail: AlertSettings) -> None:
    account = dead()
    watch_alerts()
    Account.objects.update(health=Account.Health.OK)
    taken_in(account, MINUTE)
    later(2 * MINUTE)

    watch_alerts()
    assert Alert.objects.get().ended_at is None
    later(2 * MINUTE)
    watch_alerts()
    later(2 * MINUTE)
    watch_alerts()

    assert [[state for state, _ in message] for message in told()] == [["began"], ["ended"]]
    assert Alert.objects.get().ended_at is not None


def test_one_that_comes_and_goes_stays_one_alert(mail: AlertSettings) -> None:
    account = dead()
    taken_in(account, MINUTE)
    for health in (Account.Health.OK, Account.Health.DEAD) * 5:
        watch_alerts()
        Account.objects.update(health=health)
        later(timedelta(seconds=50))

    assert Alert.objects.count() == 1
    assert [[state for state, _ in message] for message in told()] == [["began"]]


def test_what_comes_within_a_minute_is_one_message(mail: AlertSettings) -> None:
    dead("一号店", "1")
    watch_alerts()
    dead("二号店", "2")
    watch_alerts()
    dead("三号店", "3")
    watch_alerts()
    assert len(told()) == 1

    later(MINUTE)
    watch_alerts()

    first, second = told()
    assert len(first) == 1
    assert [title.partition(":")[0] for _, title in second] == ["二号店", "三号店"]


def test_a_lasting_alert_is_told_again_after_a_day_and_not_before(mail: AlertSettings) -> None:
    dead()
    watch_alerts()
    later(23 * HOUR)
    watch_alerts()
    assert len(told()) == 1

    later(HOUR)
    watch_alerts()
    assert [state for state, _ in told()[1]] == ["continues"]


def test_the_end_of_a_credential_is_told_at_each_stage_and_not_every_day(mail: AlertSettings) -> None:
    account = make_account("rakuten", expires={"licenseKey": (now() + 20 * DAY).isoformat()})
    taken_in(account, MINUTE)
    for left in (20, 19, 18, 13, 12, 6.5, 2, 0.5, -1):
        Account.objects.update(expires={"licenseKey": (now() + left * DAY).isoformat()})
        watch_alerts()
        later(DAY)

    assert [message[0][1].partition(": ")[2] for message in told()] == [
        "licenseKeyの有効期限まであと30日以内です",
        "licenseKeyの有効期限まであと14日以内です",
        "licenseKeyの有効期限まであと7日以内です",
        "licenseKeyの有効期限まであと3日以内です",
        "licenseKeyの有効期限まであと1日以内です",
        "licenseKeyの有効期限が切れました",
    ]


def test_a_muted_kind_is_an_alert_but_no_message_and_is_told_once_it_is_not_muted(mail: AlertSettings) -> None:
    AlertSettings.objects.update(muted=["account_dead"])
    dead()
    watch_alerts()
    assert (told(), Alert.objects.count()) == ([], 1)

    AlertSettings.objects.update(muted=[])
    watch_alerts()
    assert len(told()) == 1


def test_without_a_channel_nothing_is_told_and_a_new_channel_hears_of_what_lasts() -> None:
    dead()
    watch_alerts()
    assert told() == []

    AlertSettings.objects.update(webhook_on=True)
    watch_alerts()
    assert [row.channel for row in AlertDelivery.objects.all()] == ["webhook"]


def test_both_channels_get_the_same(mail: AlertSettings) -> None:
    AlertSettings.objects.update(webhook_on=True)
    dead()
    watch_alerts()

    one, other = AlertDelivery.objects.order_by("id")
    assert {one.channel, other.channel} == {"mail", "webhook"}
    assert one.events == other.events
    assert one.message_id != other.message_id
