"""ホーム says at one glance whether everything is fine, and what to do next."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from ichigen.services.views.today import Today, today
from ichigen.store.staff import Role
from ichigen.store.worklist import WorklistItem
from ichigen.web.home.glance import next_steps
from tests.web.scene import build_scene, make_staff

pytestmark = pytest.mark.django_db

NOTHING = Today(0, 0, 0, 0, 0, 0, 0, 0, ())


def test_what_waits_comes_the_most_pressing_first() -> None:
    numbers = replace(NOTHING, ready=12, held=1, shortage=2, new=5, unpaid=4)

    assert [step.words for step in next_steps(3, numbers)] == [
        "要対応 3 件を片付ける",
        "在庫不足の受注 2 件を見る",
        "発送待ち 12 件を出荷する",
        "保留 1 件を確かめる",
    ]
    assert next_steps(0, NOTHING) == ()


def test_something_to_settle_is_said_first_and_leads_there(client: Client) -> None:
    client.force_login(build_scene().owner)
    page = client.get("/").content.decode()

    assert "確認が必要なことがあります" in page
    n = WorklistItem.objects.filter(closed_at__isnull=True).count()
    assert f"要対応 {n} 件を片付ける" in page
    assert f"発送待ち {today(timezone.now()).ready} 件を出荷する" in page


def test_a_shop_without_accounts_is_not_called_fine(client: Client) -> None:
    client.force_login(make_staff("owner", Role.OWNER))

    assert "いまの状態" not in client.get("/").content.decode()
