"""Bulk dialogs of 受注一覧: what a form says of the selection is read with care."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from ichigen.domain.write_back import CancelReason
from ichigen.services.orders.cancel import cancel_order
from ichigen.store.operations import Operation
from ichigen.store.orders import Order
from ichigen.store.staff import Role
from tests.web.scene import Scene, build_scene, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shown", ["²", "", "-1", "9" * 5000, "٣"])
def test_a_count_that_is_none_is_a_count_that_changed(client: Client, shown: str) -> None:
    client.force_login(build_scene(orders=8).owner)

    answer = client.post("/orders/bulk/status/", {"all": "1", "shown": shown, "query": "status=ready"})

    assert (answer.status_code, "件数が変わりました" in answer.content.decode()) == (409, True)


def test_the_fields_of_a_dialog_have_ids_of_their_own(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)

    for verb, field in (("ship", "carrier"), ("status", "status"), ("label", "name"), ("memo", "text")):
        page = client.post(f"/orders/bulk/{verb}/", {"all": "", "ids": ""}).content.decode()
        assert (verb, f'id="bulk_{field}"' in page, 'id="id_' in page) == (verb, True, False)


def ask(client: Client, ids: list[int], **more: str) -> HttpResponse:
    answer = client.post(
        "/orders/bulk/cancel/", {"ids": ",".join(map(str, ids)), **more}, headers={"HX-Request": "true"}
    )
    assert isinstance(answer, HttpResponse)
    return answer


def cancellable(scene: Scene) -> tuple[list[int], list[int]]:
    """Two orders that wait for shipping on one mall, and one that was cancelled."""
    ready = Order.objects.filter(account=scene.accounts[0], phase="ready", write_backs__isnull=True).order_by("id")
    return list(ready.values_list("id", flat=True)[:2]), [Order.objects.filter(phase="cancelled").earliest("id").id]


def test_cancelling_many_shows_who_is_meant_who_is_not_and_why(client: Client) -> None:
    scene = build_scene()
    client.force_login(scene.owner)
    ready, cancelled = cancellable(scene)

    answer = ask(client, [*ready, *cancelled])
    text = answer.content.decode()

    assert answer.status_code == 200
    for said in (
        "対象 2 件",
        "対象外 1 件",
        "この受注はすでにキャンセルされています。",
        "2 件をキャンセル",
        "キャンセル理由",
    ):
        assert (said, said in text) == (said, True)
    assert Operation.objects.count() == 0


def test_cancelling_many_starts_for_the_targets_alone_once_their_count_is_typed(client: Client) -> None:
    scene = build_scene()
    client.force_login(scene.owner)
    ready, cancelled = cancellable(scene)
    given = {"go": "1", "targets": "2", "reason": "out_of_stock", "detail": "破損", "restock": "on"}

    untyped = ask(client, [*ready, *cancelled], **given)
    wrong = ask(client, [*ready, *cancelled], **given, typed="3")
    assert (untyped.status_code, wrong.status_code, Operation.objects.count()) == (422, 422, 0)
    started = ask(client, [*ready, *cancelled], **given, typed="２")

    operation = Operation.objects.get()
    assert (started.status_code, operation.kind, operation.total) == (200, "order.cancel", 2)
    assert {name: operation.params[name] for name in ("reason", "detail", "restock")} == {
        "reason": "out_of_stock",
        "detail": "破損",
        "restock": True,
    }
    assert list(operation.rows.order_by("subject_id").values_list("subject_id", flat=True)) == ready


def test_cancelling_many_starts_nothing_where_the_targets_are_others_by_now(client: Client) -> None:
    scene = build_scene()
    client.force_login(scene.owner)
    ready, _ = cancellable(scene)
    assert cancel_order(ready[1], CancelReason.BUYER, "", True, None) is None

    answer = ask(client, ready, go="1", targets="2", reason="buyer", typed="2")
    text = answer.content.decode()

    assert (answer.status_code, Operation.objects.count()) == (409, 0)
    assert ("対象の件数が変わりました" in text, "1 件をキャンセル" in text) == (True, True)


def test_cancelling_more_than_a_mistake_would_be_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ichigen.web.orders.bulk_cancel.MOST", 2)
    scene = build_scene()
    client.force_login(scene.owner)

    answer = ask(client, list(Order.objects.values_list("id", flat=True)[:3]), go="1", targets="3", reason="buyer")

    assert (answer.status_code, Operation.objects.count()) == (422, 0)
    assert "一度にキャンセルできるのは 2 件までです" in answer.content.decode()


@pytest.mark.parametrize(("role", "may"), [(Role.MANAGER, True), (Role.PACKER, False), (Role.CLERK, False)])
def test_who_may_cancel_one_may_cancel_many(client: Client, role: Role, may: bool) -> None:
    scene = build_scene()
    client.force_login(make_staff("someone", role))
    ready, _ = cancellable(scene)

    answer = ask(client, ready, go="1", targets="2", reason="buyer", typed="2")

    assert (answer.status_code, Operation.objects.count()) == ((200, 1) if may else (403, 0))
    assert ("/orders/bulk/cancel/" in client.get("/orders/").content.decode()) is may


def test_no_status_is_chosen_beforehand_and_each_is_in_the_language_of_the_screen(client: Client) -> None:
    scene = build_scene(orders=8)
    client.force_login(scene.owner)
    client.cookies["django_language"] = "en"
    chosen = {"ids": str(scene.order("2026-10000").pk), "shown": "1"}

    drawn = client.post("/orders/bulk/status/", chosen).content.decode()
    answer = client.post("/orders/bulk/status/", chosen | {"go": "1", "status": ""}).content.decode()

    options = re.findall(r'<option value="(\w*)"( selected)?>([^<]*)</option>', drawn)
    assert options[0][0] == ""
    assert ("new", "", "New") in options
    assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", "".join(name for _, _, name in options))
    assert "Choose a status" in answer
    assert not Operation.objects.exists()
