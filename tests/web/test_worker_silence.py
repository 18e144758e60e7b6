"""Without a worker nobody sends an alert: every screen says so by itself, from the signs of life in the database."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ichigen.store.operations import WorkerPulse
from ichigen.store.staff import Role
from tests.web.scene import build_scene, make_staff

pytestmark = pytest.mark.django_db

SAID = "ワーカーが動いていません"


@pytest.mark.parametrize("role", [Role.OWNER, Role.CLERK])
def test_home_says_what_stands_still_and_what_to_do(client: Client, role: Role) -> None:
    build_scene(orders=8)
    client.force_login(make_staff("someone", role))
    alive = client.get("/").content.decode()

    WorkerPulse.objects.update(at=timezone.now() - timedelta(minutes=5))
    page, poll = client.get("/").content.decode(), client.get("/", headers={"HX-Request": "true"}).content.decode()

    assert SAID not in alive
    assert page.count(SAID) == 1
    assert (SAID in poll, "（5分前）" in poll, "ichigen worker を起動" in poll) == (True, True, True)


def test_every_other_screen_shows_a_strip_that_leads_home(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)
    WorkerPulse.objects.all().delete()

    for path in ("/orders/", "/stock/", "/worklist/", "/settings/"):
        text = client.get(path).content.decode()
        assert (path, text.count(SAID), "対処を見る" in text) == (path, 1, True)
    assert "まだ一度も動いていません。" in client.get("/").content.decode()


def test_one_living_worker_is_enough(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)
    WorkerPulse.objects.create(name="worker-2", at=timezone.now() - timedelta(days=1), slots=20)

    assert SAID not in client.get("/orders/").content.decode()
