"""設定 as the screens do it: each page changes what it says, refuses in words, and hides what a role may not open."""

import pytest
from django.test import Client

from ichigen.store.goods import Location
from ichigen.store.installation import Installation
from ichigen.store.operations import WorkerPulse
from ichigen.store.orders import Status
from ichigen.store.staff import Role, Staff
from ichigen.store.worklist import AuditLog
from tests.web.scene import PASSWORD, build_scene, make_staff

pytestmark = pytest.mark.django_db

OUTSIDE = ("accounts/", "write-back/", "alerts/")


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(make_staff("owner", Role.OWNER))
    return client


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (
            Role.OWNER,
            [
                "accounts/",
                "write-back/",
                "alerts/",
                "locations/",
                "statuses/",
                "staff/",
                "api-tokens/",
                "history/",
                "display/",
                "system/",
            ],
        ),
        (
            Role.MANAGER,
            ["accounts/", "write-back/", "alerts/", "locations/", "statuses/", "history/", "display/", "system/"],
        ),
        (Role.PACKER, ["write-back/", "display/"]),
        (Role.CLERK, ["display/"]),
    ],
)
def test_the_index_shows_what_the_role_may_open(client: Client, role: Role, pages: list[str]) -> None:
    client.force_login(make_staff("somebody", role))
    text = client.get("/settings/").content.decode()
    cards = text[text.index('<ul class="malls pages">') :]

    shown = [part.split('"')[0] for part in cards.split('<li><a href="')[1:]]

    assert shown == [f"/{page}" if page in OUTSIDE else f"/settings/{page}" for page in pages]
    for address in shown:
        assert client.get(address).status_code == 200


def test_a_place_is_added_changed_and_refused(owner: Client) -> None:
    added = owner.post("/settings/locations/", {"code": "souko", "name": "第2倉庫"}, follow=True)
    place = Location.objects.get(code="souko")

    assert ("店舗・倉庫を追加しました" in added.content.decode(), place.sells) == (True, False)
    owner.post(f"/settings/locations/{place.pk}/", {"name": "東倉庫", "sells": "on"})
    place.refresh_from_db()
    assert (place.name, place.sells) == ("東倉庫", True)
    again = owner.post("/settings/locations/", {"code": "souko", "name": "北倉庫"})
    assert (again.status_code, "すでに使われています" in again.content.decode()) == (422, True)
    assert 'value="北倉庫"' in again.content.decode()


def test_an_own_status_is_a_tab_of_the_orders(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)
    owner = client
    owner.post("/settings/statuses/", {"name": "名入れ待ち", "phase": "ready", "tone": "own"})
    status = Status.objects.get(name="名入れ待ち")

    assert f"?status={status.code}" in owner.get("/orders/").content.decode()
    owner.post(f"/settings/statuses/{status.pk}/", {"name": "刻印待ち", "tone": "unpaid"})
    owner.post(f"/settings/statuses/{status.pk}/move/", {"to": "up"})
    status.refresh_from_db()
    assert (status.name, status.tone, status.position) == ("刻印待ち", "unpaid", 7)
    refused = owner.post(f"/settings/statuses/{Status.objects.get(code='held').pk}/remove/")
    assert (refused.status_code, "変更や削除ができません" in refused.content.decode()) == (422, True)
    owner.post(f"/settings/statuses/{status.pk}/remove/")
    assert not Status.objects.filter(pk=status.pk).exists()


def test_a_link_is_shown_in_the_answer_and_never_again(owner: Client) -> None:
    made = owner.post("/settings/staff/", {"code": "hanako", "role": "packer", "display_name": "花子"})
    text = made.content.decode()
    path = text.split('id="invitation-link" readonly value="http://testserver')[1].split('"')[0]

    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    assert path not in owner.get("/settings/staff/").content.decode()
    assert Client().get(path).status_code == 200
    owner.post(f"/settings/staff/{Staff.objects.get(code='hanako').pk}/reset/")
    assert Client().get(path).status_code == 410


def test_who_is_shut_out_is_out_at_once(owner: Client) -> None:
    other = make_staff("hanako", Role.CLERK)
    theirs = Client()
    theirs.login(username="hanako", password=PASSWORD)
    assert theirs.get("/stock/").status_code == 200

    owner.post(f"/settings/staff/{other.pk}/active/", {"active": "0"})

    assert theirs.get("/stock/").status_code == 302
    owner.post(f"/settings/staff/{other.pk}/active/", {"active": "1"})
    assert Staff.objects.get(pk=other.pk).is_active


def test_a_role_changes_what_one_may_do_and_oneself_cannot(owner: Client) -> None:
    other = make_staff("hanako", Role.CLERK)
    theirs = Client()
    theirs.login(username="hanako", password=PASSWORD)
    assert theirs.get("/settings/history/").status_code == 403

    owner.post(f"/settings/staff/{other.pk}/role/", {"role": "manager"})

    assert theirs.get("/settings/history/").status_code == 200
    oneself = Staff.objects.get(code="owner")
    refused = owner.post(f"/settings/staff/{oneself.pk}/role/", {"role": "clerk"})
    assert (refused.status_code, Staff.objects.get(code="owner").role) == (422, "owner")


@pytest.mark.parametrize(
    ("query", "rows"),
    [("", 4), ("q=破損", 1), ("action=staff.role", 1), ("q=ない", 0), ("action=nonsense", 4), ("actor=999999", 0)],
)
def test_history_and_its_filters(client: Client, query: str, rows: int) -> None:
    scene = build_scene(orders=8)
    client.force_login(scene.owner)
    other = make_staff("hanako", Role.CLERK)
    client.post(f"/settings/staff/{other.pk}/role/", {"role": "packer"})
    client.post("/settings/locations/", {"code": "souko", "name": "第2倉庫"})

    assert client.get(f"/settings/history/?{query}").content.decode().count("data-href=") == rows


def test_an_action_without_a_word_is_shown_by_its_code(owner: Client) -> None:
    AuditLog.objects.create(action="buyback.settle", subject="buyback", subject_id=3)

    text = owner.get("/settings/history/").content.decode()

    assert (">buyback.settle</a>" in text, "buyback 3" in text) == (True, True)


def test_what_runs_here_says_version_database_and_workers(client: Client) -> None:
    scene = build_scene(orders=8)
    client.force_login(scene.owner)
    Installation.objects.create(kind="practice")

    text = client.get("/settings/system/").content.decode()
    for fact in ("http://testserver/", "PostgreSQL 1", "worker-1", "練習", "0.1.0"):
        assert fact in text, fact
    assert "ワーカーが動いていません" not in text
    WorkerPulse.objects.all().delete()
    assert "ワーカーが動いていません" in client.get("/settings/system/").content.decode()
