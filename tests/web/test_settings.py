"""設定 as the screens do it: each page changes what it says, refuses in words, and hides what a role may not open."""

import re

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
                "mail-templates/",
                "staff/",
                "api-tokens/",
                "history/",
                "display/",
                "system/",
            ],
        ),
        (
            Role.MANAGER,
            [
                "accounts/",
                "write-back/",
                "alerts/",
                "locations/",
                "statuses/",
                "mail-templates/",
                "history/",
                "display/",
                "system/",
            ],
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


def test_a_refused_change_of_a_place_keeps_what_was_chosen(owner: Client) -> None:
    main = Location.objects.get()
    added = owner.post("/settings/locations/", {"code": "main", "name": "北倉庫"}).content.decode()
    assert '<input type="checkbox" name="sells">' in added
    assert 'id="id_code_error"' in added
    assert 'aria-invalid="true" aria-describedby="id_code_error"' in added

    off = owner.post(f"/settings/locations/{main.pk}/", {"name": "本店"})
    page = off.content.decode()
    row = page.split(f'form="place-{main.pk}" name="sells"')[1].split("</td>")[0]
    assert (off.status_code, " checked" in row, "売る</label>" in row) == (422, False, True)
    assert f'id="place-sells-{main.pk}_error"' in row
    assert 'value="本店"' in page
    assert 'name="sells" checked>' in page  # the form for another place is as it was


def test_a_refused_change_of_a_status_keeps_its_colour_and_says_so_at_the_field(owner: Client) -> None:
    owner.post("/settings/statuses/", {"name": "名入れ待ち", "phase": "ready", "tone": "own"})
    status = Status.objects.get(name="名入れ待ち")

    page = owner.post(f"/settings/statuses/{status.pk}/", {"name": "保留", "tone": "held"}).content.decode()

    assert f'aria-invalid="true" aria-describedby="name-{status.pk}_error"' in page
    assert f'id="name-{status.pk}_error"' in page
    colours = page.split(f'<select id="tone-{status.pk}"')[1].split("</select>")[0]
    assert '<option value="held" selected>' in colours
    assert "実行しませんでした" not in page


def test_a_refused_member_of_staff_is_named_at_the_field(owner: Client) -> None:
    page = owner.post("/settings/staff/", {"code": "owner", "role": "packer"}).content.decode()

    assert 'aria-describedby="id_code_error"' in page
    assert 'id="id_code_error"' in page
    assert "出荷を登録する <code" in page


def screens(client: Client, text: str = "") -> set[str]:
    """The screens that Ctrl+K offers."""
    return set(re.findall(r'<a href="([^"]+)"><svg', client.get("/jump/", {"q": text}).content.decode()))


def test_the_jump_box_knows_every_screen_the_role_may_open(owner: Client) -> None:
    everything = screens(owner)
    wanted = {"/goods/", "/moves/", "/csv/", "/write-back/", "/readiness/", "/settings/staff/", "/settings/api-tokens/"}
    assert wanted <= everything
    assert "/settings/locations/" in screens(owner, "店舗・倉庫")

    other = Client()
    other.force_login(make_staff("clerk", Role.CLERK))
    seen = screens(other)
    assert {"/goods/", "/moves/", "/settings/display/"} <= seen
    assert seen & {"/write-back/", "/readiness/", "/listings/", "/accounts/", "/settings/staff/"} == set()
    for address in seen:
        assert (address, other.get(address).status_code) == (address, 200)


@pytest.mark.parametrize(
    ("page", "entry"),
    [("/readiness/", "/accounts/"), ("/settings/api-tokens/", "/settings/"), ("/csv/", "/csv/")],
)
def test_the_menu_marks_where_one_is(owner: Client, page: str, entry: str) -> None:
    menu = owner.get(page).content.decode().split('<nav class="menu"')[1].split("</nav>")[0]

    assert re.findall(r'<a href="([^"]+)"[^>]* aria-current="page"', menu) == [entry]
    order = [path for path in re.findall(r'<li><a href="([^"]+)"', menu) if path != "/"]
    assert order == [
        "/worklist/", "/orders/", "/write-back/", "/stock/", "/moves/", "/sync-log/", "/goods/", "/listings/", "/csv/",
        "/operations/", "/accounts/", "/alerts/", "/settings/",
    ]  # fmt: skip


def test_the_row_height_is_the_persons_and_the_page_of_it_says_so(owner: Client) -> None:
    owner.post("/orders/density/", {"density": "loose"})

    page = owner.get("/settings/display/").content.decode()

    assert 'data-set-density="loose" aria-pressed="true"' in page
    assert 'data-keeps="/orders/density/"' in page


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


def test_what_was_done_to_a_long_job_a_file_or_a_run_leads_to_its_page(owner: Client) -> None:
    pages = {"operation": "/operations/7/", "csv_import": "/csv/7/", "write_run": "/write-back/runs/7/"}
    for subject in pages:
        AuditLog.objects.create(action="write_run.start", subject=subject, subject_id=7)

    text = owner.get("/settings/history/").content.decode()

    assert [page for page in pages.values() if f'<a href="{page}">' not in text] == []


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
