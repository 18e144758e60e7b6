"""Pages of last resort: what happened and what to do, in our own design, in both languages, with nothing kept from view."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from ichigen.store.staff import Role
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db

WORDS = {"ja": "前の画面を開き直す", "en": "Open the page again"}


def strict(language: str = "ja") -> Client:
    """A browser whose forms are checked as in production; logged in."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(make_staff("owner", Role.OWNER))
    client.cookies["django_language"] = language
    return client


@pytest.mark.parametrize("language", WORDS)
def test_a_form_older_than_the_login_says_what_to_do(language: str) -> None:
    page_before = "http://testserver/settings/display/"
    answer = strict(language).post("/settings/display/", {}, headers={"Referer": page_before})

    page = answer.content.decode()
    assert (answer.status_code, WORDS[language] in page, 'lang="' + language in page) == (403, True, True)
    assert 'href="http://testserver/settings/display/"' in page
    assert "DEBUG" not in page


def test_the_way_back_never_leads_to_another_site() -> None:
    answer = strict().post("/settings/display/", {}, headers={"Referer": "https://elsewhere.example/"})

    assert "elsewhere" not in answer.content.decode()


def test_a_part_of_a_page_is_loaded_again_as_a_whole() -> None:
    answer = strict().post("/settings/display/", {}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Refresh"], answer.content) == (403, "true", b"")


@pytest.mark.parametrize(
    ("language", "word"), [("ja", "次の時刻を管理者に"), ("en", "tell the administrator this time")]
)
def test_a_fault_of_the_program_tells_its_time(monkeypatch: pytest.MonkeyPatch, language: str, word: str) -> None:
    def fault(*_: object, **__: object) -> None:
        raise RuntimeError("for this test")

    monkeypatch.setattr("ichigen.web.goods.views.goods_list", fault)
    answer = strict(language).get("/goods/")

    page = answer.content.decode()
    assert (answer.status_code, word in page, "for this test" in page, "ui/css/parts" in page) == (
        500,
        True,
        False,
        True,
    )
    assert '<p class="code">20' in page


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=1)
def test_a_broken_request_has_a_page_too() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_staff("owner", Role.OWNER))

    answer = client.post("/login/", {"a": "1", "b": "2"})

    assert (answer.status_code, "受け付けられない送信です" in answer.content.decode()) == (400, True)


def test_who_is_sent_to_the_login_page_is_told_why(client: Client) -> None:
    sent = client.get("/orders/", follow=True).content.decode()
    came = client.get(reverse("session:login")).content.decode()

    assert ("もとの画面に戻ります" in sent, "もとの画面に戻ります" in came) == (True, False)
