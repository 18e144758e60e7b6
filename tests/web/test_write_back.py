"""The write-back screens as answers: what is refused and why, in both languages; who may try a brake again."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ichigen.services.write_back.runs import LOOK_AGAIN
from ichigen.store.orders import Order, Status
from ichigen.store.staff import Role
from ichigen.store.status_table import StatusTableVersion, TimeSlot
from ichigen.store.worklist import AuditLog, WorklistItem
from ichigen.store.write_backs import WriteBack
from ichigen.store.write_runs import WriteRun
from tests.web.scene import Scene, build_scene, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client: Client) -> Scene:
    found = build_scene(orders=8)
    client.force_login(found.owner)
    return found


def rows(**changes: str) -> dict[str, str]:
    """The table as the screen posts it, with the default rows."""
    states = {"unpaid": "22", "ready": "22", "shipped_unpaid": "22", "shipped": "53", "held": "31"}
    posted = {
        f"{name}-{code}": state[at] for code, state in states.items() for at, name in enumerate(("order", "ship"))
    }
    return {"enabled-shipped": "on", "enabled-shipped_unpaid": "on", "number": "0", "do": "save"} | posted | changes


def test_g4_24_saving_makes_a_version_and_leads_to_the_orders_to_update(client: Client, scene: Scene) -> None:
    account = scene.accounts[1].pk

    answer = client.post(
        reverse("write_back:save_table", args=[account]), rows(**{"enabled-ready": "on", "note": "発送待ちも"})
    )

    assert answer.headers["Location"] == reverse("write_back:targets", args=[account])
    version = StatusTableVersion.objects.get()
    assert {row["status"]: row["enabled"] for row in version.rows}["ready"]
    assert (version.note, version.actor) == ("発送待ちも", scene.owner)
    assert not WriteBack.objects.filter(kind="status").exists()


@pytest.mark.parametrize(
    ("posted", "status", "said"),
    [
        (rows(), 409, "変更がありません。"),
        (rows(number="7", **{"enabled-held": "on"}), 409, "ほかの人によって変更されました"),
        (rows(**{"order-ready": "9"}), 409, "モールにないステータスです"),
        (rows(do="try", **{"order-ready": "5"}), 422, "出荷済みの値にしてください"),
    ],
)
def test_g4_33_what_cannot_be_saved_says_why(
    client: Client, scene: Scene, posted: dict[str, str], status: int, said: str
) -> None:
    answer = client.post(reverse("write_back:save_table", args=[scene.accounts[1].pk]), posted)

    assert (answer.status_code, said in answer.content.decode()) == (status, True)
    assert not StatusTableVersion.objects.exists()


def test_an_account_without_a_table_has_no_such_screen(client: Client, scene: Scene) -> None:
    for name in ("targets", "table"):
        assert client.get(reverse(f"write_back:{name}", args=[scene.accounts[0].pk])).status_code == 404


def test_g4_07_a_run_needs_the_table_that_was_looked_at(client: Client, scene: Scene) -> None:
    before = WriteRun.objects.count()

    answer = client.post(
        reverse("write_back:run", args=[scene.accounts[1].pk]), {"number": "3", "days": "all", "shown": "0"}
    )

    assert (answer.status_code, LOOK_AGAIN.message in answer.content.decode()) == (409, True)
    assert WriteRun.objects.count() == before


@pytest.fixture
def ready(client: Client, scene: Scene) -> Order:
    """An order that a run would write: paid, ready, and its status is one of those that are written."""
    order = Order.objects.get(number="2026-10003")
    order.snapshot["payment"] = ["銀行振込", True, True]
    order.phase, order.status, order.paid = "ready", Status.objects.get(code="ready"), True
    order.save()
    client.post(reverse("write_back:save_table", args=[scene.accounts[1].pk]), rows(**{"enabled-ready": "on"}))
    return order


def shown(client: Client, scene: Scene) -> str:
    """The count that 更新対象の確認 shows, of all days."""
    page = client.get(reverse("write_back:targets", args=[scene.accounts[1].pk]), {"days": "all"}).content.decode()
    return page.split('name="shown" value="')[1].split('"')[0]


@pytest.mark.usefixtures("ready")
def test_a_run_needs_the_count_that_was_shown_and_its_page_leads_on(client: Client, scene: Scene) -> None:
    before, address = WriteRun.objects.count(), reverse("write_back:targets", args=[scene.accounts[1].pk])
    count = int(shown(client, scene))
    posted = {"number": "1", "days": "all", "shown": str(count + 1)}

    for wrong in (posted, {**posted, "shown": ""}):
        answer = client.post(reverse("write_back:run", args=[scene.accounts[1].pk]), wrong)
        page = answer.content.decode()
        assert (answer.status_code, "件数が変わりました" in page) == (409, True)
        assert f'href="{address}?days=all&amp;show=excluded"' in page
        assert f'name="next" value="{address}"' in page
        assert '<option value="all" selected>' in page
    assert WriteRun.objects.count() == before

    client.post(reverse("write_back:run", args=[scene.accounts[1].pk]), {**posted, "shown": str(count)})
    assert WriteRun.objects.latest("id").rows.count() == count


def test_more_than_a_hundred_orders_need_their_count_typed(client: Client, scene: Scene, ready: Order) -> None:
    for n in range(101):
        ready.pk, ready.number = None, f"more-{n}"
        ready.save()
    count = shown(client, scene)
    assert int(count) > 100
    run, posted = reverse("write_back:run", args=[scene.accounts[1].pk]), {"number": "1", "days": "all", "shown": count}

    for typed, said in (("", "件数を入力してください"), ("100", "件数が違います")):
        answer = client.post(run, {**posted, "typed": typed})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert client.post(run, {**posted, "typed": count}).status_code == 302


@pytest.mark.usefixtures("ready")
def test_a_packer_who_may_start_a_run_may_stop_it(client: Client, scene: Scene) -> None:
    client.force_login(make_staff("packer", Role.PACKER))
    posted = {"number": "1", "days": "all", "shown": shown(client, scene)}
    client.post(reverse("write_back:run", args=[scene.accounts[1].pk]), posted)
    made = WriteRun.objects.latest("id")
    assert made.operation is not None
    stop = reverse("write_back:stop_run", args=[made.pk])
    assert f'action="{stop}"' in client.get(reverse("write_back:progress", args=[made.pk])).content.decode()
    seen = client.get(reverse("operations:detail", args=[made.operation.pk])).content.decode()
    assert "残りを中止する" in seen

    assert client.post(stop).status_code == 302
    made.operation.refresh_from_db()
    assert made.operation.state == "aborted"
    assert f'action="{stop}"' not in client.get(reverse("write_back:progress", args=[made.pk])).content.decode()


def test_g4_15_hours_are_saved_and_an_emptied_line_goes(client: Client, scene: Scene) -> None:
    answer = client.post(
        reverse("write_back:save_time_slots"),
        {"name": ["夜", ""], "written": ["18:00～20:00", ""], "also": ["夜間, よる", ""]},
    )

    assert answer.status_code == 302
    assert list(TimeSlot.objects.values_list("name", "written", "also")) == [("夜", "18:00～20:00", "夜間\nよる")]


def test_a_write_back_is_given_up_only_with_a_reason_and_only_on_its_own_order(client: Client, scene: Scene) -> None:
    back = WriteBack.objects.get(kind="ship")
    drop = reverse("write_back:drop", args=[back.order_id, back.pk])
    elsewhere = reverse("write_back:drop", args=[scene.order("2026-10003").pk, back.pk])

    assert client.post(drop, {"reason": " "}).status_code == 422
    assert client.post(elsewhere, {"reason": "間違い"}).status_code == 422
    assert client.post(drop, {"reason": "間違い"}).status_code == 302
    back.refresh_from_db()
    assert back.state == WriteBack.State.DROPPED
    assert AuditLog.objects.get(action="write_back.drop").reason == "間違い"


@pytest.mark.parametrize(("role", "allowed"), [(Role.OWNER, True), (Role.MANAGER, True), (Role.PACKER, False)])
def test_only_leads_let_a_brake_go(client: Client, scene: Scene, role: Role, allowed: bool) -> None:
    item = WorklistItem.objects.create(
        key="brake:1",
        code="brake",
        title="題",
        cause="原因",
        action="対応",
        account=scene.accounts[0],
        opened_at=timezone.now(),
    )
    client.force_login(make_staff("somebody", role))
    retry = reverse("worklist:retry", args=[item.pk])

    assert (client.post(retry).status_code != 403) is allowed
    assert (f'action="{retry}"' in client.get(reverse("worklist:item", args=[item.pk])).content.decode()) is allowed


def test_the_screens_speak_english(client: Client, scene: Scene) -> None:
    client.cookies["django_language"] = "en"
    page = client.get(reverse("write_back:table", args=[scene.accounts[1].pk])).content.decode()

    assert "Status mapping" in page
    assert "Being shipped" in page
