"""Every operation × every scope: a token does what its scopes say, and nothing else (403); no token is 401."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ichigen.api.describe import document
from ichigen.domain.api_scopes import Scope
from ichigen.services.api_tokens.enter import FREE_ATTEMPTS
from ichigen.services.api_tokens.revoke import revoke_token
from ichigen.store.api_tokens import ApiToken
from ichigen.store.goods import Sku
from ichigen.store.stock import Reservation
from ichigen.store.worklist import WorklistItem
from tests.api.shop import Api
from tests.web.scene import Scene, build_scene

pytestmark = pytest.mark.django_db

REASON = {"reason": "数え直し"}
#: Operation → scope and a body that is accepted. An operation that is missing here fails the first test.
NEEDS: dict[tuple[str, str], tuple[Scope, object]] = {
    ("get", "/api/v1/skus"): (Scope.STOCK_READ, None),
    ("get", "/api/v1/skus/{sku_id}"): (Scope.STOCK_READ, None),
    ("get", "/api/v1/skus/{sku_id}/reservations"): (Scope.STOCK_READ, None),
    ("get", "/api/v1/locations"): (Scope.STOCK_READ, None),
    ("post", "/api/v1/skus/{sku_id}/adjustments"): (Scope.STOCK_WRITE, {"location": "main", "delta": 1} | REASON),
    ("post", "/api/v1/reservations/{reservation_id}/release"): (Scope.STOCK_WRITE, REASON),
    ("get", "/api/v1/orders"): (Scope.ORDERS_READ, None),
    ("get", "/api/v1/orders/{order_id}"): (Scope.ORDERS_READ, None),
    ("post", "/api/v1/orders/{order_id}/shipments"): (
        Scope.ORDERS_WRITE,
        {"parcels": [{"carrier": "yamato", "tracking_number": "1234-5678-9012"}]},
    ),
    ("post", "/api/v1/orders/{order_id}/cancellation"): (Scope.ORDERS_WRITE, {"reason": "buyer", "restock": True}),
    ("get", "/api/v1/accounts"): (Scope.ACCOUNTS_READ, None),
    ("get", "/api/v1/accounts/{account_id}"): (Scope.ACCOUNTS_READ, None),
    ("get", "/api/v1/worklist"): (Scope.WORKLIST_READ, None),
    ("get", "/api/v1/worklist/{item_id}"): (Scope.WORKLIST_READ, None),
    ("post", "/api/v1/worklist/{item_id}/retry"): (Scope.WORKLIST_WRITE, {}),
    ("post", "/api/v1/worklist/{item_id}/close"): (Scope.WORKLIST_WRITE, REASON),
}
METHODS = ("get", "post", "put", "patch", "delete")


def address(path: str, scene: Scene) -> str:
    """An address with things that exist."""
    return path.format(
        sku_id=Sku.objects.get(code="TNG-AI").id,
        order_id=scene.order("2026-10000").id,
        reservation_id=Reservation.objects.filter(quantity__gt=0, by_hand=False).earliest("id").id,
        account_id=scene.accounts[0].id,
        item_id=WorklistItem.objects.get(code="step_refused").id,
    )


def call(api: Api, method: str, path: str, body: object) -> int:
    answer = api.post(path, body) if method == "post" else api.get(path)
    return int(answer.status_code)


def test_every_operation_is_in_the_table_and_says_its_scope() -> None:
    described = {
        (method, path): operation["security"]
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }

    assert described == {key: [{"token": [scope.value]}] for key, (scope, _) in NEEDS.items()}


@pytest.mark.parametrize("operation", NEEDS, ids=lambda operation: " ".join(operation))
def test_the_one_scope_opens_an_operation_and_no_other_does(operation: tuple[str, str]) -> None:
    scene = build_scene(orders=8)
    wanted, body = NEEDS[operation]
    method, path = operation[0], address(operation[1], scene)

    for scope in Scope:
        if scope is not wanted:
            assert (scope, call(Api(scope), method, path, body)) == (scope, 403)
    assert call(Api(*(set(Scope) - {wanted})), method, path, body) == 403
    assert call(Api(wanted), method, path, body) in (200, 201)


@pytest.mark.parametrize("operation", NEEDS, ids=lambda operation: " ".join(operation))
def test_without_a_valid_token_there_is_only_401(operation: tuple[str, str]) -> None:
    scene = build_scene(orders=8)
    method, path = operation[0], address(operation[1], scene)
    ended, revoked = Api(), Api()
    ApiToken.objects.filter(pk=ended.issued.id).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert revoke_token(revoked.issued.id, None)

    wrong = Api()
    for header in ("", "Bearer", "Bearer ", "Bearer nobody", f"Basic {wrong.issued.token}", wrong.issued.token):
        wrong.headers["Authorization"] = header
        assert (header, call(wrong, method, path, {})) == (header, 401)
    assert call(ended, method, path, {}) == 401
    assert call(revoked, method, path, {}) == 401


def test_a_login_of_the_screens_opens_nothing(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)

    assert client.get("/api/v1/skus").status_code == 401


@pytest.mark.parametrize("path", sorted({path for _, path in NEEDS}))
def test_other_methods_are_405_and_no_method_sets_a_quantity(path: str) -> None:
    scene = build_scene(orders=8)
    api = Api()
    known = {method for method, known_path in NEEDS if known_path == path}
    for method in set(METHODS) - known:
        answer = getattr(api.client, method)(
            address(path, scene), {"quantity": 5}, content_type="application/json", headers=api.headers
        )
        assert (method, answer.status_code, answer.json()["code"]) == (method, 405, "method_not_allowed")
        assert {word.strip().lower() for word in answer["Allow"].split(",")} == known


def test_personal_data_needs_its_own_scope() -> None:
    scene = build_scene(orders=8)
    order = scene.order("2026-10003")
    plain, personal = Api(Scope.ORDERS_READ), Api(Scope.ORDERS_READ, Scope.ORDERS_PERSONAL)

    for path in ("/orders", f"/orders/{order.id}"):
        text = plain.get(path).content.decode()
        for secret in ("架空", "カクウ", "000-0000", "00-0000-0000", "ラッピング"):
            assert secret not in text, path
    seen = plain.get(f"/orders/{order.id}").json()
    assert (seen["personal"], seen["lines"][0]["options"]) == (None, None)
    told = personal.get(f"/orders/{order.id}").json()
    assert told["personal"]["buyer"]["name"] == order.buyer_name
    assert told["personal"]["ship_to"]["city"] == "架空区見本町1-2-3"
    assert told["lines"][0]["options"] == "ラッピング: あり"


def test_an_account_never_shows_a_credential() -> None:
    scene = build_scene(orders=8)
    account = scene.accounts[0]
    account.credentials = {"serviceSecret": "SP-not-to-be-seen", "licenseKey": "SL-not-to-be-seen"}
    account.save()

    for path in ("/accounts", f"/accounts/{account.id}"):
        assert "not-to-be-seen" not in Api().get(path).content.decode()


def test_too_many_wrong_tokens_have_to_wait_and_a_right_one_does_not() -> None:
    api, stranger = Api(), Api()
    stranger.headers["Authorization"] = "Bearer ich_guess"
    for _ in range(FREE_ATTEMPTS):
        assert stranger.get("/locations").status_code == 401
    blocked = stranger.get("/locations")

    assert (blocked.status_code, blocked.json()["code"]) == (429, "too_many_attempts")
    assert 0 < int(blocked["Retry-After"]) <= 30
    assert api.get("/locations").status_code == 200


def test_a_token_is_stored_as_its_digest_and_its_use_is_seen() -> None:
    api = Api(Scope.STOCK_READ)
    row = ApiToken.objects.latest("id")
    assert api.issued.token not in str(ApiToken.objects.values().get())
    assert (row.last_used_at, row.hint) == (None, api.issued.token[-4:])

    api.get("/locations")

    assert ApiToken.objects.get().last_used_at is not None
    assert not row.actor.has_usable_password()
    assert not row.actor.is_active
