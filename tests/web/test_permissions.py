"""Every address says who may use it: nobody without a login, and each role only what its table allows."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ichigen.domain.permissions import ALLOWED, Action, may
from ichigen.store.goods import Location, Sku
from ichigen.store.staff import Role
from tests.services.sheets.bringing import checked_import
from tests.web.scene import Scene, build_scene, make_staff

EVERYBODY = None
#: Action an address asks for; None = every member of staff. An address that is missing here fails the test below.
NEEDS: dict[str, Action | None] = {
    "home:home": EVERYBODY,
    "orders:list": EVERYBODY,
    "orders:detail": EVERYBODY,
    "orders:ship": Action.ORDER_SHIP,
    "orders:cancel": Action.ORDER_CANCEL,
    "orders:confirm": Action.ORDER_CONFIRM,
    "orders:status": Action.ORDER_STATUS,
    "orders:retry": Action.WRITE_BACK_RETRY,
    "orders:bulk": Action.ORDER_SHIP,
    "orders:bundle": Action.ORDER_SHIP,
    "orders:unbundle": Action.ORDER_SHIP,
    "orders:memo": Action.ORDER_NOTE,
    "orders:mail": Action.ORDER_MAIL,
    "orders:mail_draft": Action.ORDER_MAIL,
    "orders:label": Action.ORDER_NOTE,
    "orders:save_view": EVERYBODY,
    "orders:drop_view": EVERYBODY,
    "orders:columns": EVERYBODY,
    "orders:density": EVERYBODY,
    "operations:list": EVERYBODY,
    "operations:detail": EVERYBODY,
    "operations:progress": EVERYBODY,
    "operations:failed_csv": EVERYBODY,
    "operations:stop": Action.ORDER_STATUS,
    "operations:retry": Action.ORDER_STATUS,
    "operations:undo": Action.ORDER_STATUS,
    "stock:list": EVERYBODY,
    "stock:sku": EVERYBODY,
    "stock:cells": Action.STOCK_ADJUST,
    "stock:adjust": Action.STOCK_ADJUST,
    "stock:release": Action.STOCK_RELEASE,
    "home:writes": Action.WRITES_STOP,
    "home:stop": Action.WRITES_STOP,
    "home:resume": Action.WRITES_STOP,
    "listings:list": Action.LISTING_BIND,
    "listings:listing": Action.LISTING_BIND,
    "listings:unbind": Action.LISTING_BIND,
    "listings:bind": Action.LISTING_BIND,
    "listings:accept": Action.LISTING_BIND,
    "listings:accept_all": Action.LISTING_BIND,
    "listings:skus": Action.LISTING_BIND,
    "accounts:list": Action.ACCOUNT_VIEW,
    "accounts:choose": Action.ACCOUNT_EDIT,
    "accounts:add": Action.ACCOUNT_EDIT,
    "accounts:detail": Action.ACCOUNT_VIEW,
    "accounts:check": Action.ACCOUNT_EDIT,
    "accounts:verify": Action.ACCOUNT_EDIT,
    "write_back:list": Action.WRITE_BACK_RUN,
    "write_back:time_slots": Action.WRITE_BACK_RUN,
    "write_back:save_time_slots": Action.STATUS_TABLE_EDIT,
    "write_back:targets": Action.WRITE_BACK_RUN,
    "write_back:run": Action.WRITE_BACK_RUN,
    "write_back:table": Action.WRITE_BACK_RUN,
    "write_back:save_table": Action.STATUS_TABLE_EDIT,
    "write_back:restore_table": Action.STATUS_TABLE_EDIT,
    "write_back:progress": Action.WRITE_BACK_RUN,
    "write_back:retry_run": Action.WRITE_BACK_RUN,
    "write_back:stop_run": Action.WRITE_BACK_RUN,
    "write_back:write_order": Action.ORDER_SHIP,
    "write_back:before_payment": Action.PAYMENT_OVERRIDE,
    "write_back:delivery": Action.ORDER_SHIP,
    "write_back:drop": Action.WRITE_BACK_DROP,
    "first_link:go": Action.ACCOUNT_EDIT,
    "first_link:connect": Action.ACCOUNT_EDIT,
    "first_link:sheet": Action.ACCOUNT_EDIT,
    "first_link:readonly": Action.ACCOUNT_EDIT,
    "first_link:read": Action.ACCOUNT_EDIT,
    "first_link:read_now": Action.ACCOUNT_EDIT,
    "first_link:import": Action.ACCOUNT_EDIT,
    "first_link:decide": Action.ACCOUNT_EDIT,
    "first_link:decide_all": Action.ACCOUNT_EDIT,
    "first_link:source": Action.ACCOUNT_EDIT,
    "first_link:differences": Action.ACCOUNT_EDIT,
    "first_link:start": Action.ACCOUNT_EDIT,
    "sync_log:list": EVERYBODY,
    "sync_log:drift": EVERYBODY,
    "sync_log:lag": EVERYBODY,
    "sync_log:calls": Action.ACCOUNT_VIEW,
    "sync_log:call": Action.ACCOUNT_VIEW,
    "accounts:renew": Action.ACCOUNT_EDIT,
    "accounts:active": Action.ACCOUNT_EDIT,
    "accounts:consent": Action.ACCOUNT_EDIT,
    "accounts:consent_again": Action.ACCOUNT_EDIT,
    "accounts:consent_back": Action.ACCOUNT_EDIT,
    "accounts:options": Action.ACCOUNT_EDIT,
    "accounts:mail": Action.ACCOUNT_EDIT,
    "accounts:mail_test": Action.ACCOUNT_EDIT,
    "accounts:intake": Action.ACCOUNT_EDIT,
    "alerts:settings": Action.ALERT_EDIT,
    "alerts:mail": Action.ALERT_EDIT,
    "alerts:webhook": Action.ALERT_EDIT,
    "alerts:rotate": Action.ALERT_EDIT,
    "alerts:kinds": Action.ALERT_EDIT,
    "alerts:test": Action.ALERT_EDIT,
    "goods:list": EVERYBODY,
    "goods:sku": EVERYBODY,
    "goods:edit": Action.GOODS_EDIT,
    "sheets:list": EVERYBODY,
    "sheets:bring": Action.CSV_IMPORT,
    "sheets:goods": EVERYBODY,
    "sheets:stock": EVERYBODY,
    "sheets:import": Action.CSV_IMPORT,
    "sheets:errors": Action.CSV_IMPORT,
    "sheets:apply": Action.CSV_IMPORT,
    "sheets:undo": Action.CSV_IMPORT,
    "sheets:drop": Action.CSV_IMPORT,
    "sheets:stop": Action.CSV_IMPORT,
    "sheets:resume": Action.CSV_IMPORT,
    "moves:list": EVERYBODY,
    "moves:receive": Action.STOCK_RECEIVE,
    "moves:transfer": Action.STOCK_MOVE,
    "moves:decide": Action.RETURN_DECIDE,
    "readiness:list": Action.ACCOUNT_VIEW,
    "readiness:account": Action.ACCOUNT_VIEW,
    "readiness:listing": EVERYBODY,
    "readiness:sku": EVERYBODY,
    "worklist:list": EVERYBODY,
    "worklist:item": EVERYBODY,
    "worklist:retry": Action.WORKLIST_RETRY,
    "worklist:close": Action.WORKLIST_CLOSE,
    "worklist:settle_drift": Action.STOCK_RELEASE,
    "settings:index": EVERYBODY,
    "settings:display": EVERYBODY,
    "settings:system": Action.HISTORY_VIEW,
    "settings:locations": Action.SETTINGS_EDIT,
    "settings:location": Action.SETTINGS_EDIT,
    "settings:statuses": Action.SETTINGS_EDIT,
    "settings:status": Action.SETTINGS_EDIT,
    "settings:status_move": Action.SETTINGS_EDIT,
    "settings:status_remove": Action.SETTINGS_EDIT,
    "settings:mail_templates": Action.SETTINGS_EDIT,
    "settings:mail_template_add": Action.SETTINGS_EDIT,
    "settings:mail_template": Action.SETTINGS_EDIT,
    "settings:mail_template_move": Action.SETTINGS_EDIT,
    "settings:mail_template_remove": Action.SETTINGS_EDIT,
    "settings:staff": Action.STAFF_MANAGE,
    "settings:staff_role": Action.STAFF_MANAGE,
    "settings:staff_active": Action.STAFF_MANAGE,
    "settings:staff_reset": Action.STAFF_MANAGE,
    "settings:history": Action.HISTORY_VIEW,
    "settings:history_entry": Action.HISTORY_VIEW,
    "api_tokens:list": Action.API_MANAGE,
    "api_tokens:revoke": Action.API_MANAGE,
    "ui:jump": EVERYBODY,
    "ui:jobs": EVERYBODY,
    "ui:kit": EVERYBODY,
}
OPEN_TO_THE_WORLD = {"session:login", "session:once", "session:logout", "session:language"}
POSTS = {
    "orders:ship", "orders:cancel", "orders:confirm", "orders:status", "orders:retry", "stock:adjust", "stock:release",
    "orders:bundle", "orders:unbundle",
    "orders:bulk", "orders:memo", "orders:mail", "orders:label", "orders:save_view", "orders:drop_view", "orders:columns",
    "orders:density", "operations:stop", "operations:retry", "operations:undo",
    "api_tokens:revoke",
    "accounts:check", "accounts:verify", "accounts:intake", "accounts:active", "accounts:mail_test",
    "accounts:consent", "accounts:consent_again",
    "alerts:mail", "alerts:webhook", "alerts:rotate", "alerts:kinds", "alerts:test",
    "worklist:retry", "worklist:close", "worklist:settle_drift",
    "home:stop", "home:resume", "listings:unbind", "listings:accept", "listings:accept_all",
    "write_back:save_time_slots", "write_back:run", "write_back:save_table", "write_back:restore_table",
    "write_back:retry_run", "write_back:stop_run", "write_back:write_order", "write_back:before_payment", "write_back:delivery",
    "write_back:drop",
    "stock:cells", "settings:location", "settings:status", "settings:status_move", "settings:status_remove",
    "settings:mail_template_move", "settings:mail_template_remove",
    "settings:staff_role", "settings:staff_active", "settings:staff_reset",
    "goods:edit", "sheets:bring", "sheets:apply", "sheets:undo", "sheets:drop", "sheets:stop", "sheets:resume",
    "moves:receive", "moves:transfer", "moves:decide",
    "first_link:sheet", "first_link:read_now", "first_link:decide", "first_link:decide_all",
}  # fmt: skip


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{pattern.app_name}:" if pattern.app_name else space)
        elif pattern.callback.__module__.startswith("ichigen.web"):
            yield f"{space}{pattern.name}"


def test_every_address_of_the_screens_is_in_the_table() -> None:
    assert set(names(get_resolver().url_patterns)) == set(NEEDS) | OPEN_TO_THE_WORLD


def address(name: str, scene: Scene) -> str:
    """An address with things that exist, so that only the permission decides."""
    from django.urls import reverse

    from ichigen.store.accounts import MallCall
    from ichigen.store.drifts import Drift
    from ichigen.store.listings import Listing
    from ichigen.store.mail_templates import MailTemplate
    from ichigen.store.operations import Operation
    from ichigen.store.stock import Reservation
    from ichigen.store.worklist import AuditLog, WorklistItem
    from ichigen.store.write_backs import WriteBack, WriteBackStep
    from ichigen.store.write_runs import WriteRun

    def order() -> int:
        return scene.order("2026-10005").id

    def sku() -> int:
        return Sku.objects.get(code="TNG-AI").id

    def operation() -> int:
        return Operation.objects.get_or_create(kind="order.status")[0].pk

    def account() -> int:
        return scene.accounts[0].id

    def run() -> int:
        return WriteRun.objects.earliest("id").pk

    def listing() -> int:
        return Listing.objects.earliest("id").id

    # asked only for the address at hand
    arguments: dict[str, Callable[[], list[object]]] = {
        "orders:retry": lambda: [order(), WriteBackStep.objects.earliest("id").id],
        "stock:release": lambda: [sku(), Reservation.objects.filter(sku_id=sku()).earliest("id").id],
        "accounts:add": lambda: ["rakuten"],
        "accounts:verify": lambda: ["rakuten"],
        "accounts:consent": lambda: ["yahoo_shopping"],
        "accounts:consent_back": list,
        "settings:location": lambda: [Location.objects.earliest("id").id],
        "settings:history_entry": lambda: [AuditLog.objects.earliest("id").id],
        "sync_log:drift": lambda: [Drift.objects.earliest("id").id],
        "sync_log:call": lambda: [MallCall.objects.earliest("id").id],
        "orders:bulk": lambda: ["ship"],
        "orders:drop_view": lambda: [order()],
        "operations:stop": lambda: [operation()],
        "write_back:drop": lambda: [order(), WriteBack.objects.earliest("id").pk],
        "alerts:test": lambda: ["mail"],
        "moves:decide": lambda: [order(), sku()],
        "readiness:account": lambda: [account()],
        "readiness:listing": lambda: [listing()],
        "sheets:stop": lambda: [checked_import()],
        "sheets:resume": lambda: [checked_import()],
    }
    arguments |= dict.fromkeys(
        [
            *(
                f"settings:{name}"
                for name in ("locations", "statuses", "mail_templates", "mail_template_add", "staff", "history")
            ),
            *(f"alerts:{name}" for name in ("settings", "mail", "webhook", "rotate", "kinds")),
            *("sheets:bring", "sheets:goods", "sheets:stock", "moves:receive", "moves:transfer"),
        ],
        list,
    )
    arguments |= {
        f"settings:mail_template{name}": lambda: [MailTemplate.objects.earliest("id").pk]
        for name in ("", "_move", "_remove")
    }
    arguments |= {f"listings:{name}": lambda: [account()] for name in ("bind", "accept", "accept_all")}
    arguments |= {f"write_back:{name}": lambda: [order()] for name in ("write_order", "before_payment", "delivery")}
    arguments |= {f"write_back:{name}": lambda: [run()] for name in ("progress", "retry_run", "stop_run")}
    one: dict[str, Callable[[], object]] = {
        "orders": order,
        "stock": sku,
        "goods": sku,
        "readiness": sku,
        "moves": sku,
        "accounts": account,
        "first_link": account,
        "worklist": lambda: WorklistItem.objects.earliest("id").id,
        "write_back": lambda: scene.accounts[1].id,
        "api_tokens": lambda: scene.token,
        "alerts": int,
        "listings": listing,
        "settings": lambda: 1,
        "sync_log": lambda: 1,
        "operations": operation,
        "sheets": checked_import,
    }
    bare = (
        "list",
        "save_view",
        "columns",
        "density",
        "choose",
        "home",
        "jobs",
        "jump",
        "kit",
        "writes",
        "stop",
        "resume",
        "skus",
        "time_slots",
        "save_time_slots",
        "cells",
        "calls",
        "lag",
        "index",
        "display",
        "system",
    )
    space, _, last = name.partition(":")
    if name in arguments:
        return reverse(name, args=arguments[name]())
    return reverse(name, args=[] if last in bare else [one[space]()])


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_its_table_allows_and_403_for_the_rest(client: Client, role: Role) -> None:
    scene = build_scene(orders=8)
    client.force_login(make_staff("somebody", role))
    for name, action in NEEDS.items():
        if name in ("accounts:check",):
            continue  # reaches for a mall; its permission is held by the table of `accounts:verify`
        send = client.post if name in POSTS else client.get
        answer = send(address(name, scene))
        expected = action is EVERYBODY or may(role, action)
        assert (name, answer.status_code != 403) == (name, expected)
        assert answer.status_code < 500, name


@pytest.mark.django_db
def test_nobody_sees_anything_without_a_login(client: Client) -> None:
    scene = build_scene(orders=8)
    for name in NEEDS:
        path = address(name, scene)
        send = client.post if name in POSTS else client.get
        assert (name, send(path).headers.get("Location", "").split("?")[0]) == (name, "/login/")
        part = send(path, headers={"HX-Request": "true"})
        assert (part.status_code, part.headers["HX-Redirect"].split("?")[0]) == (401, "/login/")


def test_the_owner_may_do_everything_and_a_stranger_nothing() -> None:
    assert all(may("owner", action) for action in Action)
    assert not any(may("guest", action) for action in Action)
    assert set(ALLOWED) == set(Action)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "framed"), [("get", True), ("post", True), ("put", False), ("options", False)])
def test_a_refusal_has_the_menu_around_it_where_a_browser_shows_it(client: Client, method: str, framed: bool) -> None:
    client.force_login(make_staff("packer", Role.PACKER))

    told = getattr(client, method)("/settings/staff/").content.decode()

    assert "いまの役割では「スタッフと権限を変更する」ができません。オーナーに依頼してください。" in told
    assert ('class="menu"' in told) is framed


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_a_method_that_no_screen_has_is_refused_before_the_screen_is_drawn(client: Client, method: str) -> None:
    client.force_login(make_staff("owner", Role.OWNER))

    answer = getattr(client, method)("/orders/")

    assert (answer.status_code, answer.content, answer.headers["Allow"]) == (405, b"", "GET, HEAD, POST")
