"""APIトークン: made, shown once, revoked; every step in the 操作履歴."""

import pytest
from django.test import Client

from ichigen.domain.api_scopes import Scope
from ichigen.store.api_tokens import ApiToken
from ichigen.store.staff import Role
from ichigen.store.worklist import AuditLog
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db

ADDRESS = "/settings/api-tokens/"


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(make_staff("owner", Role.OWNER, "店主 みほん"))
    return client


def issue(owner: Client) -> str:
    sent = {"name": "倉庫システム", "scopes": ["stock:read", "orders:read"], "valid_days": "90"}
    answer = owner.post(ADDRESS, sent)
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    token: str = answer.context["issued"].token
    assert answer.content.decode().count(token) == 1
    return token


def test_a_token_is_shown_once_and_opens_what_it_says(owner: Client) -> None:
    token = issue(owner)
    headers = {"Authorization": f"Bearer {token}"}

    assert token not in owner.get(ADDRESS).content.decode()
    assert owner.get("/api/v1/skus", headers=headers).status_code == 200
    assert owner.get("/api/v1/accounts", headers=headers).status_code == 403
    row = ApiToken.objects.get()
    assert row.expires_at is not None
    assert (row.scopes, (row.expires_at - row.created_at).days) == ([Scope.ORDERS_READ, Scope.STOCK_READ], 90)


def test_a_revoked_token_opens_nothing_from_the_next_request_on(owner: Client) -> None:
    headers = {"Authorization": f"Bearer {issue(owner)}"}
    token = ApiToken.objects.get()
    answer = owner.post(f"{ADDRESS}{token.pk}/revoke/")

    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    assert owner.get("/api/v1/skus", headers=headers).status_code == 401
    assert "取り消し済み" in owner.get(ADDRESS).content.decode()
    assert owner.post(f"{ADDRESS}{token.pk}/revoke/").status_code == 404
    assert [(log.action, log.actor and log.actor.code) for log in AuditLog.objects.order_by("id")] == [
        ("api_token.issue", "owner"),
        ("api_token.revoke", "owner"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "scopes": ["stock:read"], "valid_days": "90"},
        {"name": "x", "scopes": [], "valid_days": "90"},
        {"name": "x", "scopes": ["all:everything"], "valid_days": "90"},
        {"name": "x", "scopes": ["stock:read"], "valid_days": "9999"},
    ],
)
def test_a_wrong_form_makes_no_token(owner: Client, wrong: dict[str, object]) -> None:
    assert owner.post(ADDRESS, wrong).status_code == 422
    assert not ApiToken.objects.exists()
