"""The chip of running jobs: on every page while something runs, with the way to its result, and silent otherwise."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ichigen.store.operations import Operation
from ichigen.store.orders import Order
from ichigen.store.staff import Role, Staff
from ichigen.store.write_backs import WriteBack
from ichigen.store.write_runs import WriteRun, WriteRunRow
from tests.web.scene import Scene, build_scene, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client: Client) -> Scene:
    """A shop whose owner looks at the screens; nothing runs and nothing has run."""
    scene = build_scene(orders=8)
    WriteRun.objects.all().delete()
    Operation.objects.all().delete()
    client.force_login(scene.owner)
    return scene


def chip(client: Client, path: str = "/stock/") -> str:
    """The chip's part of a page."""
    text = client.get(path).content.decode()
    return text[text.index('<div id="jobs"') :].split("</div>")[0]


def make_operation(actor: Staff | None, **values: object) -> Operation:
    given: dict[str, object] = {"kind": "order.cancel", "state": "running", "total": 40, "done": 10, "failed": 2}
    return Operation.objects.create(actor=actor, **(given | values))


def test_without_a_job_there_is_no_chip_and_no_clock(client: Client, scene: Scene) -> None:
    empty = chip(client)

    assert ("data-every" in empty, 'class="chip' in empty) == (False, False)
    assert "jobs-changed from:body" in empty


@pytest.mark.parametrize("path", ["/", "/orders/", "/stock/", "/settings/"])
def test_a_running_job_is_shown_on_every_page_with_its_progress_and_its_result(
    client: Client, scene: Scene, path: str
) -> None:
    job = make_operation(scene.owner)

    shown = chip(client, path)

    assert ('data-every="2000"' in shown, f"?of=o{job.pk}" in shown) == (True, True)
    assert "受注のキャンセル" in shown
    assert "12 / 40" in shown
    assert f'href="/operations/{job.pk}/"' in shown


def test_several_jobs_are_one_chip_that_leads_to_the_list(client: Client, scene: Scene) -> None:
    make_operation(None)
    newest = make_operation(scene.owner, kind="order.memo", total=None)

    shown = chip(client)

    assert shown.count('class="chip') == 1
    assert ("メモの追記" in shown, "ほか 1 件" in shown, "/operations/?state=open" in shown) == (True, True, True)
    assert f"?of=o{newest.pk},o" in shown


def test_what_has_ended_is_shown_to_whoever_started_it_and_said_once(client: Client, scene: Scene) -> None:
    job = make_operation(scene.owner)
    other = make_operation(make_staff("other", Role.MANAGER))
    Operation.objects.update(state="done", finished_at=timezone.now())

    asked = client.get("/jobs/", {"of": f"o{job.pk},o{other.pk}"}, headers={"HX-Request": "true"})
    again = client.get("/jobs/", {"of": ""}, headers={"HX-Request": "true"})

    assert asked.content.decode().count('class="chip red"') == 1
    assert "data-every" not in asked.content.decode()
    assert "失敗 2 件" in asked.content.decode()
    assert "\\u5931\\u6557\\u304c 2" in asked.headers["HX-Trigger-After-Settle"]
    assert "HX-Trigger-After-Settle" not in again.headers
    Operation.objects.update(finished_at=timezone.now() - timedelta(minutes=3))
    assert 'class="chip' not in chip(client)


def test_a_run_goes_on_until_its_last_order_is_written(client: Client, scene: Scene) -> None:
    """G4-06: the job that opens the write-backs is over within seconds, 更新実行 is not."""
    job = make_operation(scene.owner, kind="status_write", state="done", done=2, failed=0, finished_at=timezone.now())
    run = WriteRun.objects.create(
        account=scene.accounts[1], operation=job, created_at=timezone.now(), actor=scene.owner
    )
    orders = Order.objects.filter(account=scene.accounts[1], write_backs__isnull=True)[:2]
    for order, state in zip(orders, ("done", "open"), strict=True):
        back = WriteBack.objects.create(order=order, kind="status", state=state)
        WriteRunRow.objects.create(run=run, order=order, write_back=back)

    running = chip(client)
    WriteBack.objects.filter(state="open").update(state="done", finished_at=timezone.now())
    over = chip(client)

    assert ("1 / 2" in running, "data-every" in running) == (True, True)
    assert f'href="/write-back/runs/{run.pk}/"' in running
    assert ('class="chip good"' in over, "data-every" in over) == (True, False)


def test_who_may_not_open_the_result_is_led_to_the_job(client: Client, scene: Scene) -> None:
    job = make_operation(scene.owner, kind="sheet_apply", params={"import": 7})
    client.force_login(make_staff("packer", Role.PACKER))

    assert f'href="/operations/{job.pk}/"' in chip(client)


def test_it_asks_twice_however_many_run(
    client: Client, scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_operation(scene.owner)

    with django_assert_max_num_queries(4):  # session, person, jobs, runs
        client.get("/jobs/", headers={"HX-Request": "true"})
