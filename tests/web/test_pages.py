"""Every screen answers, as a page and as a fragment, in both languages, within its budgets."""

import gzip
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import ichigen
from ichigen.store.accounts import MallCall
from ichigen.store.drifts import Drift
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing
from ichigen.store.worklist import AuditLog, WorklistItem
from ichigen.store.write_runs import WriteRun
from tests.services.sheets.bringing import checked_import
from tests.web.scene import PASSWORD, Scene, build_scene

pytestmark = pytest.mark.django_db

QUERIES = 30
PAGE_GZ = 60_000
CSS_GZ = 15_000
JS_GZ = 25_000
STATIC = Path(ichigen.__file__).parent / "web" / "ui" / "static" / "ui"
LISTS = (
    "/",
    "/orders/",
    "/orders/?status=ready&q=架空&sort=-total",
    "/orders/?account=1&phase=ready&phase=new&from=2026-01-01&to=2026-12-31&paid=paid&notice=none&mark=short&mark=bundle"
    "&mark=note&mark=worklist&mark=memo&mark=unresolved&mark=confirmable&sku=TNG&label=1&min=1&max=99999&payment=a&delivery=b",
    "/operations/",
    "/operations/?state=bad",
    "/stock/",
    "/stock/?view=short&q=TNG",
    "/sync-log/",
    "/sync-log/?state=healed&q=TNG&cause=hidden_sale",
    "/sync-log/calls/",
    "/sync-log/calls/?result=mall&effect=write&q=stock",
    "/sync-log/lag/",
    "/worklist/",
    "/worklist/?state=closed",
    "/listings/",
    "/listings/?state=matched&q=TNG",
    "/listings/skus/?q=TNG",
    "/writes/",
    "/write-back/",
    "/write-back/time-slots/",
    "/settings/api-tokens/",
    "/api/v1/",
    "/accounts/",
    "/accounts/add/",
    "/accounts/add/rakuten/",
    "/alerts/",
    "/goods/",
    "/goods/?q=TNG",
    "/csv/",
    "/moves/",
    "/moves/?tab=transfer",
    "/moves/?tab=returns",
    "/readiness/",
    "/ui-kit/",
    "/jump/?q=TNG",
    "/settings/",
    "/settings/display/",
    "/settings/system/",
    "/settings/locations/",
    "/settings/statuses/",
    "/settings/staff/",
    "/settings/history/",
    "/settings/history/?q=棚卸&action=stock.adjust",
)
STEPS = ("connect", "readonly", "read", "import", "source", "differences", "start")


def addresses(scene: Scene) -> list[str]:
    """The address of every screen of the scene."""
    account = scene.accounts[0].id
    return [
        *LISTS,
        f"/orders/{scene.order('2026-10005').id}/",
        f"/stock/{Sku.objects.get(code='TNG-AI').id}/",
        f"/worklist/{WorklistItem.objects.earliest('id').id}/",
        f"/listings/{Listing.objects.earliest('id').id}/?q=TNG",
        f"/listings/of/{account}/bind/?code=UNKNOWN-77",
        f"/accounts/{account}/",
        f"/write-back/{scene.accounts[1].id}/",
        f"/write-back/{scene.accounts[1].id}/?show=excluded&days=all",
        f"/write-back/{scene.accounts[1].id}/table/",
        f"/write-back/runs/{WriteRun.objects.earliest('id').pk}/",
        f"/orders/{scene.order('2026-10007').id}/",
        *(f"/accounts/{account}/link/{step}/" for step in STEPS),
        f"/settings/history/{AuditLog.objects.earliest('id').id}/",
        f"/sync-log/{Drift.objects.earliest('id').id}/",
        f"/sync-log/calls/{MallCall.objects.earliest('id').id}/",
        f"/accounts/{account}/renew/",
        f"/goods/{Sku.objects.get(code='TNG-AI').id}/",
        f"/csv/{checked_import()}/",
        f"/csv/{checked_import()}/?tab=changed",
        f"/readiness/accounts/{account}/",
        f"/readiness/listings/{Listing.objects.earliest('id').id}/",
        f"/readiness/skus/{Sku.objects.get(code='TNG-AI').id}/",
    ]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("htmx", [False, True])
def test_every_screen_answers_within_30_queries(client: Client, language: str, htmx: bool) -> None:
    scene = build_scene()
    client.login(username="owner", password=PASSWORD)
    client.cookies["django_language"] = language
    for address in addresses(scene):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address, headers={"HX-Request": "true"} if htmx else {})
        assert (address, answer.status_code) == (address, 200)
        assert len(asked) <= QUERIES, (address, len(asked))


@pytest.mark.parametrize("htmx", [False, True])
def test_what_home_and_the_menu_say_of_open_items_is_counted_once(client: Client, htmx: bool) -> None:
    client.force_login(build_scene(orders=8).owner)
    open_items = WorklistItem.objects.filter(closed_at__isnull=True).count()
    with CaptureQueriesContext(connection) as asked:
        text = client.get("/", headers={"HX-Request": "true"} if htmx else {}).content.decode()

    counting = [q["sql"] for q in asked if "count(" in q["sql"].lower() and "store_worklistitem" in q["sql"]]
    assert open_items > 0
    assert f"{open_items} 件" in text
    assert counting == []  # the menu's own statement is no query of Django's


def test_a_list_asks_the_same_number_of_queries_whatever_its_length(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)
    with CaptureQueriesContext(connection) as few:
        client.get("/orders/")
    with CaptureQueriesContext(connection) as narrowed:
        client.get("/orders/?q=2026-10001")

    assert len(few) == len(narrowed)


def test_a_full_page_of_orders_is_light(client: Client) -> None:
    client.force_login(build_scene(orders=120).owner)
    page = client.get("/orders/?size=100")

    assert page.content.count(b"data-href=") == 100
    assert len(gzip.compress(page.content)) <= PAGE_GZ


def test_style_and_scripts_are_light() -> None:
    style = b"".join(path.read_bytes() for path in sorted((STATIC / "css").iterdir()))
    scripts = b"".join(path.read_bytes() for path in sorted((STATIC / "js").iterdir()))

    assert len(gzip.compress(style)) <= CSS_GZ
    assert len(gzip.compress(scripts)) <= JS_GZ


def test_no_inline_script_or_style(client: Client) -> None:
    scene = build_scene()
    client.force_login(scene.owner)
    for address in addresses(scene):
        answer = client.get(address)
        text = answer.content.decode()
        assert " style=" not in text, address
        assert " onclick=" not in text, address
        assert text.count("<script") == text.count("<script src") + text.count("<script type"), address
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy


def test_unknown_things_are_404(client: Client) -> None:
    client.force_login(build_scene(orders=0 + 8).owner)

    for address in (
        "/orders/999999/",
        "/stock/999999/",
        "/worklist/999999/",
        "/accounts/999999/",
        "/accounts/add/nowhere/",
    ):
        assert client.get(address).status_code == 404, address
