"""The form that links an account: what every shop needs is in sight, what few need lies below 詳しい設定."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from ichigen.mallkit.registry import malls
from ichigen.store.staff import Role
from ichigen.web.accounts.fields import drawn_fields, last_to_type
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db

FOLD = re.compile(r'<details class="fold-out" id="more-settings"( open)?>(.*?)</details>', re.DOTALL)
#: A mall with folded fields: which one is all the same.
MALL = next(mall for mall in malls().values() if any(row.folded for row in mall.settings))


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff("owner", Role.OWNER))
    return client


@pytest.mark.parametrize("mall_id", malls())
def test_a_required_field_is_never_folded(mall_id: str) -> None:
    mall = malls()[mall_id]

    assert [row.name for row in (*mall.credentials, *mall.settings) if row.folded and row.required] == []


@pytest.mark.parametrize("mall_id", malls())
def test_at_most_two_fields_that_may_stay_empty_are_in_sight(mall_id: str) -> None:
    mall = malls()[mall_id]

    assert len([row for row in (*mall.credentials, *mall.settings) if not row.required and not row.folded]) <= 2


@pytest.mark.parametrize("mall_id", malls())
def test_folded_fields_lie_in_a_closed_fold_and_no_other_field_does(desk: Client, mall_id: str) -> None:
    mall = malls()[mall_id]
    page = desk.get(f"/accounts/add/{mall_id}/").content.decode()
    fold = FOLD.search(page)
    inside = fold[2] if fold else ""

    assert fold is None or fold[1] is None
    for row in (*mall.credentials, *mall.settings):
        assert page.count(f'id="field-{row.name}"') == 1
        assert (f'id="field-{row.name}"' in inside) == row.folded, row.name


@pytest.mark.parametrize("typed", ["", "7"])
def test_a_folded_field_with_a_value_opens_the_fold(desk: Client, typed: str) -> None:
    name = next(row.name for row in MALL.settings if row.folded and not row.pattern)
    page = desk.post(f"/accounts/add/{MALL.id}/", {"label": "", name: typed})
    fold = FOLD.search(page.content.decode())

    assert page.status_code == 422
    assert fold is not None
    assert bool(fold[1]) == bool(typed)


def test_a_folded_field_with_an_error_opens_the_fold(desk: Client) -> None:
    name = next(row.name for row in MALL.settings if row.folded)
    drawn = {field.name: field for field in drawn_fields(MALL, {}, {name: "形式が違います。"})}

    assert drawn[name].shows_itself
    assert not replace(drawn[name], error="").shows_itself


@pytest.mark.parametrize("mall_id", malls())
def test_values_are_tried_after_the_last_credential_in_sight(desk: Client, mall_id: str) -> None:
    page = desk.get(f"/accounts/add/{mall_id}/").content.decode()
    last = last_to_type(malls()[mall_id])

    assert f"change from:#field-{last}" in page
    assert last == [row.name for row in malls()[mall_id].credentials if not row.folded][-1]


@pytest.mark.parametrize("mall_id", malls())
def test_every_host_has_a_label_that_staff_can_read(mall_id: str) -> None:
    assert [host.name for host in malls()[mall_id].endpoints if not host.label] == []


@pytest.mark.parametrize(
    ("mall_id", "fields", "words"),
    [
        (
            "rakuten",
            ["serviceSecret", "licenseKey"],
            ["店舗様向け情報・サービス › WEB APIサービス › WEB API", "90日ごと"],
        ),
        (
            "yahoo_shopping",
            ["client_id", "client_secret", "public_key"],
            ["ストアクリエイターPro &gt; 設定 &gt; 暗号鍵管理", "4週間で切れ", "リフレッシュトークンを取得</button>"],
        ),
    ],
)
def test_r1_25_r1_49_the_form_says_where_each_value_is_and_opens_that_page(
    desk: Client, mall_id: str, fields: list[str], words: list[str]
) -> None:
    """R1-25, R1-49, R1-53; E2-24 and E2-26: ① opens the mall's own page."""
    page = desk.get(f"/accounts/add/{mall_id}/").content.decode()

    for row in malls()[mall_id].credentials:
        assert (row.page.startswith("https://"), row.name in fields) in ((True, True), (False, False)), row.name
    assert page.count("モールの管理画面を開く</a>") == len(fields)
    assert [word for word in words if word not in page] == []
