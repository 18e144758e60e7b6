"""Logging in, the first login by a one-time link, and the language."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ichigen.store.staff import OneTimeLink, Role, Staff
from tests.web.scene import PASSWORD, make_staff

pytestmark = pytest.mark.django_db

FIRST = {"code": "tencho", "display_name": "店主", "password": "kaze-to-nami-7"}


def test_login_goes_on_to_where_one_wanted_to_go(client: Client) -> None:
    make_staff("owner", Role.OWNER)

    answer = client.post("/login/", {"code": "owner", "password": PASSWORD, "next": "/orders/?status=ready"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/orders/?status=ready")


def test_login_never_leads_to_another_host(client: Client) -> None:
    make_staff("owner", Role.OWNER)

    answer = client.post("/login/", {"code": "owner", "password": PASSWORD, "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/"


def test_a_wrong_password_says_so_without_saying_which(client: Client) -> None:
    make_staff("owner", Role.OWNER)

    answers = [client.post("/login/", {"code": code, "password": "x"}) for code in ("owner", "nobody")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("スタッフコードまたはパスワードが違います" in answer.content.decode() for answer in answers)


def link(valid_for: timedelta = timedelta(hours=24)) -> str:
    token = OneTimeLink.issue(Staff.objects.add("owner", Role.OWNER), timezone.now(), valid_for)
    return f"/login/once/{token}/"


def test_the_first_login_sets_code_name_and_password_once(client: Client) -> None:
    address = link()
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 200  # looking does not use it up

    answer = client.post(address, FIRST)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    staff = Staff.objects.get()
    assert (staff.code, staff.display_name, staff.check_password(FIRST["password"])) == ("tencho", "店主", True)
    assert client.get("/").status_code == 200
    assert client.get(address).status_code == 410


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"password": "mijikai"}, "10"),
        ({"code": "全角"}, "スタッフコードは半角英数字"),
        ({"display_name": ""}, "problem"),
    ],
)
def test_a_first_login_with_a_mistake_keeps_the_link(client: Client, change: dict[str, str], says: str) -> None:
    address = link()

    answer = client.post(address, FIRST | change)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert client.post(address, FIRST).status_code == 302


LOST = (
    "まだ誰もログインしていないときは、「ichigen up」を起動し直すと、新しいログイン用リンクが端末に表示されます。",
    "ログインできるオーナーがいないときは、サーバーの担当者が「ichigen staff add」でオーナーを追加すると、"
    "新しいリンクが表示されます。",
)


def test_who_lost_the_link_is_told_how_to_get_another_and_nobody_learns_who_is_there(client: Client) -> None:
    """The page says the same before anybody is there, and whoever has logged in."""
    empty = client.get("/login/").content.decode()
    make_staff("owner", Role.OWNER)
    assert Client().login(code="owner", password=PASSWORD)
    full = client.get("/login/").content.decode()
    dead = client.get("/login/once/none/").content.decode()

    for page in (empty, full, dead):
        assert [text in page for text in LOST] == [True, True]
    assert told(empty) == told(full)


def told(page: str) -> list[str]:
    return re.findall(r'<p class="sub">.*?</p>', page)


def test_an_old_link_does_not_work(client: Client) -> None:
    assert client.get(link(timedelta(seconds=-1))).status_code == 410


def test_the_language_belongs_to_the_person(client: Client) -> None:
    owner = make_staff("owner", Role.OWNER)
    client.force_login(owner)
    assert 'lang="ja"' in client.get("/").content.decode()

    client.post("/language/", {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get("/").content.decode()

    elsewhere = Client()
    elsewhere.post("/login/", {"code": "owner", "password": PASSWORD})
    assert 'lang="en"' in elsewhere.get("/").content.decode()


def test_who_chose_a_language_before_the_first_login_keeps_it(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/login/"})

    client.post(link(), FIRST)

    assert Staff.objects.get().language == "en"
    assert 'lang="en"' in client.get("/").content.decode()


def test_logging_out(client: Client) -> None:
    client.force_login(make_staff("owner", Role.OWNER))
    client.post("/logout/")

    assert client.get("/").headers["Location"] == "/login/?next=%2F"
