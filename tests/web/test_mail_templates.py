"""設定 › メールテンプレート: the list, the form with its example, what a refusal says and where."""

import pytest
from django.test import Client

from ichigen.store.mail_templates import MailTemplate
from ichigen.store.staff import Role
from tests.builders import make_account
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db

NEW = "/settings/mail-templates/new/"
TYPED = {"name": "お礼", "subject": "[受注番号] のお礼", "body": "[注文者名] 様", "account": ""}


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make_staff("lead", Role.MANAGER))
    return client


def test_one_is_added_for_an_account_moved_and_removed(lead: Client) -> None:
    account = make_account(label="和雑貨みほん 本店")

    added = lead.post(NEW, {**TYPED, "account": account.pk}, follow=True).content.decode()
    pk = MailTemplate.objects.get(name="お礼", account=account).pk
    lead.post(f"/settings/mail-templates/{pk}/move/", {"to": "up"})

    assert ("メールテンプレートを追加しました" in added, "和雑貨みほん 本店" in added) == (True, True)
    assert list(MailTemplate.objects.values_list("name", flat=True))[-2:] == ["お礼", "キャンセルの確認"]
    gone = lead.post(f"/settings/mail-templates/{pk}/remove/", follow=True).content.decode()
    assert ("メールテンプレートを削除しました" in gone, "お礼" in gone) == (True, False)
    assert lead.get(f"/settings/mail-templates/{pk}/").status_code == 404


def test_an_unknown_placeholder_is_named_at_its_field_and_what_was_typed_stays(lead: Client) -> None:
    answer = lead.post(NEW, {**TYPED, "body": "[伝票番號]"})

    page = answer.content.decode()
    assert answer.status_code == 422
    problem = page.split('id="id_body_error"')[1].split("</p>")[0]
    assert "使えない差込みがあります: [伝票番號]。使えるのは [受注番号] [注文者名]" in problem
    assert 'aria-describedby="help-body id_body_error"' in page
    assert 'value="[受注番号] のお礼"' in page
    assert not MailTemplate.objects.filter(name="お礼").exists()


def test_the_preview_shows_the_example_and_stores_nothing(lead: Client) -> None:
    part = lead.post(NEW, {**TYPED, "preview": "1"}, headers={"HX-Request": "true"}).content.decode()
    whole = lead.post(NEW, {**TYPED, "preview": "1"})

    assert ("2026-10000 のお礼" in part, "見本 花子 様" in part, "<form" in part) == (True, True, False)
    assert (whole.status_code, "見本 花子 様" in whole.content.decode()) == (200, True)
    assert not MailTemplate.objects.filter(name="お礼").exists()


def test_one_is_changed(lead: Client) -> None:
    first = MailTemplate.objects.earliest("position")

    told = lead.post(f"/settings/mail-templates/{first.pk}/", TYPED, follow=True).content.decode()

    first.refresh_from_db()
    assert ("メールテンプレートを変更しました" in told, first.name, first.body) == (True, "お礼", "[注文者名] 様")
