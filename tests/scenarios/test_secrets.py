"""A whole day with both malls, and nothing secret, and no buyer, in anything the product writes besides the orders."""

import io
import logging
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from ichigen.api.describe import document
from ichigen.cli.archive import write_archive
from ichigen.cli.libpq import run_program
from ichigen.cli.postgres.binaries import Binaries, find_binaries
from ichigen.config.logs import formatter
from ichigen.domain.alerts import Channel
from ichigen.domain.api_scopes import Scope
from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import CancelReason
from ichigen.mallkit.registry import mall
from ichigen.services.accounts.renew import renew_account
from ichigen.services.alerts.deliver import deliver_due, send_test
from ichigen.services.alerts.settings import MailChange, WebhookChange, rotate_secret, save_mail, save_webhook
from ichigen.services.alerts.watch import watch_alerts
from ichigen.services.api_tokens.issue import issue_token
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.orders.ship import ship_order
from ichigen.store.accounts import Account, MallCall
from ichigen.store.alerts import AlertDelivery
from ichigen.store.staff import Role
from ichigen.store.worklist import WorklistItem
from tests.database import session_place
from tests.scenarios.garbled import garbled_endpoint
from tests.scenarios.hub import Hub, Shop
from tests.scenarios.leaks import Leaks
from tests.scenarios.orders import MALL_MINUTES_S
from tests.services.alerts.receivers import Hook, Mailbox, mail_server, web_server
from tests.web.scene import PASSWORD, make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SMTP_PASSWORD = 'Smtp&Geheim"97+x'
WRONG = {"licenseKey": "SL000000_FalscheLizenz0815", "refresh_token": "rt-falsches-token-0815"}
PERSON = {
    "family_name": "秘匿田川",
    "first_name": "漏洩之助",
    "family_kana": "ヒトクタガワ",
    "address": "漏洩町九丁目8-7",
    "phone": "070-9182-7364",
    "email": "himitsu.7364@example.jp",
}

#: The orders' own columns: what a shop needs to send a parcel.
OWN = {
    "store_order": frozenset({"snapshot", "buyer_name"}),
    "store_ordersearch": frozenset({"text", "grams"}),
}

#: Pages that show no order: no buyer on them either.
BARE_PAGES = (
    *("/", "/worklist/", "/worklist/?state=closed", "/accounts/", "/alerts/", "/stock/", "/listings/", "/sync-log/"),
    *("/sync-log/calls/", "/settings/history/", "/operations/", "/readiness/"),
)


@dataclass
class Written:
    """What came out of the product during the day."""

    log: dict[str, io.StringIO] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)
    hooks: list[str] = field(default_factory=list)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """Every log line from DEBUG on, as JSON and as it stands on a terminal."""
    kept, root = Written(), logging.getLogger()
    monkeypatch.delenv("ICHIGEN_LOG_JSON", raising=False)
    handlers = []
    for name, terminal in (("json", False), ("console", True)):
        monkeypatch.setattr(sys.stderr, "isatty", lambda terminal=terminal: terminal)
        kept.log[name] = io.StringIO()
        handler = logging.StreamHandler(kept.log[name])
        handler.setFormatter(formatter())
        handlers.append(handler)
        root.addHandler(handler)
    before, noisy = root.level, logging.getLogger("mail.log")  # the tests' own mail server
    root.setLevel(logging.DEBUG)
    noisy.disabled = True
    yield kept
    root.setLevel(before)
    noisy.disabled = False
    for handler in handlers:
        root.removeHandler(handler)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server(SMTP_PASSWORD) as running:
        yield running


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as running:
        yield running


def test_nothing_secret_and_no_buyer_is_written_anywhere(
    hub: Hub, written: Written, box: Mailbox, hook: Hook, tmp_path: Path
) -> None:
    given = credentials(hub)
    smtp = MailChange(True, "127.0.0.1", box.port, "none", "hub", SMTP_PASSWORD, "hub@example.com", ("a@example.com",))
    save_mail(smtp, "https://hub.example/", None)
    given["webhook secret, old"] = save_webhook(WebhookChange(True, hook.url, True), "", None)
    given["webhook secret"] = rotate_secret(None)
    client = staff()

    a_day(hub, client, written)
    given |= credentials(hub)
    given |= tokens()
    tell(box, hook, written)
    look_round(client, written)
    leaks = Leaks({**given, "SMTP password": SMTP_PASSWORD, "staff password": PASSWORD, **WRONG}, PERSON)

    assert_something_was_written(written)
    assert {name: leaks.anything_in(text.getvalue()) for name, text in written.log.items()} == {
        "json": [],
        "console": [],
    }
    assert {path: found for path, text in written.pages.items() if (found := leaks.anything_in(text))} == {}
    assert [leaks.anything_in(text) for text in (*written.mails, *written.hooks) if leaks.anything_in(text)] == []
    assert leaks.in_dump(dump(), OWN) == []
    assert {path: found for path, text in backup(tmp_path).items() if (found := leaks.anything_in(text))} == {}
    # The search finds the person where the person belongs.
    assert {"store_order.buyer_name: family_name", "store_order.snapshot: phone"} <= set(leaks.in_dump(dump(), {}))


def test_the_detector_finds_what_leaks_in_a_log_a_page_and_a_table(hub: Hub, written: Written) -> None:
    """It must be able to fail: one deliberate leak in each place."""
    key = credentials(hub)["rakuten.licenseKey"]
    leaks = Leaks({"licence": key}, PERSON)
    logging.getLogger("ichigen.leak").debug("read with %s", key)
    logging.getLogger("ichigen.leak").info("order of %s", PERSON["family_name"])
    WorklistItem.objects.create(
        key="leak",
        code="leak",
        title=f"{PERSON['first_name']}様",
        cause=key,
        action="",
        opened_at="2026-11-22T03:00:00Z",
    )
    client = staff()
    page = client.get("/worklist/").content.decode()

    for text in written.log.values():
        assert leaks.anything_in(text.getvalue()) == ["licence", "family_name"]
    assert leaks.anything_in(page) == ["licence", "first_name"]
    assert leaks.in_dump(dump(), OWN) == ["store_worklistitem.cause: licence", "store_worklistitem.title: first_name"]


@pytest.mark.parametrize(
    "shape",
    ["{0}", "%7B{0}%7D", '"{0}"', "ESA {1}", "xx{2}", "x{3}"],
    ids=["plain", "address", "json", "base64", "base64 after one letter", "base64 after two letters"],
)
def test_the_detector_knows_the_forms_that_a_secret_takes(shape: str) -> None:
    key = "SL123456_abcdEFGH1234wxyz"
    text = shape.format(
        key,
        b64encode(key.encode()).decode(),
        b64encode(f"a{key}".encode()).decode(),
        b64encode(f"ab{key}z".encode()).decode(),
    )
    assert Leaks({"key": key}, {}).secrets_in(text) == ["key"]


def test_answers_of_the_api_hold_no_secret(hub: Hub) -> None:
    """With every scope; with all but the personal one they hold no buyer either."""
    shop = hub.shops[0]
    number = shop.shoppers.buy("A-1", 1, buyer=PERSON)
    hub.knows(shop, number)
    leaks = Leaks(credentials(hub), PERSON)
    lists = [path for path, item in document()["paths"].items() if "get" in item and "{" not in path]
    assert len(lists) >= 4
    order = f"/api/v1/orders/{shop.order(number).id}"

    whole = api_answers([*lists, order], set(Scope))
    assert {path: found for path, text in whole.items() if (found := leaks.secrets_in(text))} == {}
    assert leaks.anything_in(whole[order]) != []
    bare = api_answers([*lists, order], set(Scope) - {Scope.ORDERS_PERSONAL})
    assert {path: found for path, text in bare.items() if (found := leaks.anything_in(text))} == {}


def api_answers(paths: Sequence[str], scopes: set[Scope]) -> dict[str, str]:
    """What the API answers to a token with these scopes."""
    issued = issue_token("検査", scopes, 30, None)
    client = Client(headers={"authorization": f"Bearer {issued.token}"})
    answers = {path: client.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    return {path: answer.content.decode() for path, answer in answers.items()}


def credentials(hub: Hub) -> dict[str, str]:
    """The secrets of the linked accounts that are in force, by mall and field; of a key its first line."""
    found = {}
    for shop in hub.shops:
        stored = Account.objects.get(pk=shop.account.pk).credentials
        for row in shop.mall.credentials:
            if row.secret:
                lines = [line for line in stored[row.name].splitlines() if not line.startswith("-----")]
                found[f"{shop.mall.id}.{row.name}"] = lines[0]
    return found


def tokens() -> dict[str, str]:
    """Access tokens that were obtained on the way."""
    accounts = Account.objects.all()
    return {f"{account.pk}.{name}": token["value"] for account in accounts for name, token in account.tokens.items()}


def staff() -> Client:
    make_staff("owner", Role.OWNER)
    client = Client(raise_request_exception=False)
    assert client.login(username="owner", password=PASSWORD)
    return client


def a_day(hub: Hub, client: Client, written: Written) -> None:
    """Orders, a shipping, a cancel, a code nobody knows, faults, wrong credentials, a dead one and its renewal."""
    for shop in hub.shops:
        shop.shoppers.put_item("UNKNOWN-7", quantity=3, title="紐付けのない商品")
        numbers = [shop.shoppers.buy(code, 1, buyer=PERSON) for code in ("A-1", "A-1", "UNKNOWN-7")]
        hub.until(lambda: all(shop.knows(number) for number in numbers))  # noqa: B023 - called within the turn
        hub.run(4)
        hub.town.advance(MALL_MINUTES_S)
        hub.until(lambda: shop.order(numbers[0]).phase == "ready")  # noqa: B023 - called within the turn
        assert (
            ship_order(shop.order(numbers[0]).id, [Parcel("yamato", "4000-0000-0011", date(2026, 11, 22))], None)
            is None
        )
        cancel_order(shop.order(numbers[1]).id, CancelReason.OUT_OF_STOCK, "", False, None)
        hub.run(8)
        faults(hub, shop)
        wrong_credentials(hub, shop, client, written)
    hub.run(5)


def faults(hub: Hub, shop: Shop) -> None:
    for kind in ("http_500", "throttle", "maintenance"):
        shop.shoppers.fault(kind)
        hub.run(3)
        shop.shoppers.clear_faults()
        hub.town.advance(400)
    with garbled_endpoint(shop.account, f"<Result>{PERSON['family_name']} {PERSON['email']}".encode()):
        hub.run(3)
    hub.town.advance(400)
    hub.run(3)


def wrong_credentials(hub: Hub, shop: Shop, client: Client, written: Written) -> None:
    """Linked again with wrong values, renewed with wrong values on the page, killed by the mall, renewed with right ones."""
    hub.town.advance(2)
    name = next(row.name for row in shop.mall.credentials if row.name in WRONG)
    card = hub.town.card(shop.mall.id)
    hosts = {f"endpoint_{endpoint.name}": card["base_url"] for endpoint in mall(shop.mall.id).endpoints}
    form = {**card["credentials"], name: WRONG[name], "label": shop.account.label, **hosts}
    add, renew = f"/accounts/add/{shop.mall.id}/", f"/accounts/{shop.account.pk}/renew/"
    refused = [client.post(add, form), client.post(add, {**form, "label": "", name: f"{WRONG[name]} "})]
    hub.town.advance(2)
    refused += [client.post(renew, {name: WRONG[name]}), client.post(renew, {name: f"{WRONG[name]} と備考"})]
    assert [answer.status_code for answer in refused[:2]] == [422, 422]
    written.pages |= {f"{shop.mall.id}, refused {n}": answer.content.decode() for n, answer in enumerate(refused)}
    shop.shoppers.fault("auth_expired")
    hub.run(6)
    shop.shoppers.clear_faults()
    hub.town.advance(2)
    watch_alerts()
    assert Account.objects.get(pk=shop.account.pk).health == "dead"
    shop.shoppers.configure(**({"reissue_licence": True} if name == "licenseKey" else {"password_changed": True}))
    renew_account(shop.account.pk, {name: hub.town.card(shop.mall.id)["credentials"][name]}, None)
    assert Account.objects.get(pk=shop.account.pk).health == "ok"


def tell(box: Mailbox, hook: Hook, written: Written) -> None:
    """The queued messages, tests of both channels, and refusals of both receivers."""
    deliver_due()
    for channel in Channel:
        assert send_test(channel).state == "sent"
    box.refuse, hook.statuses = f"no {PERSON['email']}", [500]
    for channel in Channel:
        assert send_test(channel).state == "failed"
    assert box.mails
    written.mails = [f"{mail['Subject']}\n{mail.get_content()}" for mail in box.mails]
    written.hooks = [f"{headers}\n{body.decode()}" for headers, body in hook.requests]


def look_round(client: Client, written: Written) -> None:
    """The screens that show no order, and the pages of what is not there and of what broke."""
    accounts = [
        f"/accounts/{pk}/{part}" for pk in Account.objects.values_list("pk", flat=True) for part in ("", "renew/")
    ]
    items = [f"/worklist/{pk}/" for pk in WorklistItem.objects.values_list("pk", flat=True)]
    for path in (*BARE_PAGES, *accounts, *items):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 200)
        written.pages[path] = answer.content.decode()
    for path in ("/nowhere/", "/orders/999999/"):
        answer = client.get(path)
        assert answer.status_code == 404
        written.pages[path] = answer.content.decode()
    broke = broken_page(client)
    assert broke.startswith("<!doctype html>")
    written.pages["/broken/"] = broke


def broken_page(client: Client) -> str:
    with override_settings(ROOT_URLCONF="tests.scenarios.broken"):
        answer = client.post("/broken/?licenseKey=x", {"password": SMTP_PASSWORD, "note": WRONG["licenseKey"]})
    assert answer.status_code == 500
    return answer.content.decode()


def assert_something_was_written(written: Written) -> None:
    """None of the places that are searched is empty."""
    for text in written.log.values():
        assert "a defect:" in text.getvalue()
        assert text.getvalue().count("loop.failed") > 3
    assert written.log["json"].getvalue().startswith("{")
    assert not written.log["console"].getvalue().startswith("{")
    assert len(written.mails) > 1
    assert len(written.hooks) > 2
    assert MallCall.objects.count() > 100
    assert WorklistItem.objects.count() > 3
    assert AlertDelivery.objects.filter(state="sent").count() > 2


def dump() -> str:
    """The whole database as text."""
    return run_program(find_binaries(), database_url(), "pg_dump", "--data-only", "--no-owner")


def backup(folder: Path) -> dict[str, str]:
    """The files of a backup besides the database itself."""
    binaries: Binaries = find_binaries()
    media = Path(settings.MEDIA_ROOT)
    write_archive(folder / "backup", database_url(), media, binaries, ["0000"])
    files = [path for path in (folder / "backup").rglob("*") if path.is_file() and path.parent.name != "database"]
    assert [path.name for path in files if path.name == "note.json"] == ["note.json"]
    return {path.name: path.read_text(encoding="utf-8", errors="replace") for path in files}


def database_url() -> str:
    """The address of the tests' database on the session's server."""
    base, _, query = session_place().url().partition("?")
    name = connection.settings_dict["NAME"]
    return f"{base.rpartition('/')[0]}/{name}{'?' if query else ''}{query}"
