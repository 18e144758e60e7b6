"""Section 2.1: YConnect v2."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.mallsim.yahoo_shopping.store import V1, Store

BACK = "https://hub.example/back"
WEEK = 7 * 24 * 3600


def _code(store: Store) -> str:
    query = {
        "response_type": "code",
        "client_id": store.mall.credentials()["client_id"],
        "redirect_uri": BACK,
        "scope": "openid profile",
        "state": "s-1",
        "nonce": "n-1",
        "bail": "1",
    }
    answer = store.http("GET", "/yconnect/v2/authorization", params=query)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(BACK + "?")
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert back["state"] == ["s-1"]
    return back["code"][0]


def _client(store: Store) -> dict[str, str]:
    given = store.mall.credentials()
    return {"client_id": given["client_id"], "client_secret": given["client_secret"]}


def _exchange(store: Store, code: str) -> dict[str, str]:
    return {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **_client(store)}


def test_s2_1_code_is_exchanged_for_both_tokens(store: Store) -> None:
    body = store.token_answer(_exchange(store, _code(store))).json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token", "id_token"}


def test_s2_1_code_is_single_use(store: Store) -> None:
    code = _code(store)
    store.token_answer(_exchange(store, code))
    again = store.token_answer(_exchange(store, code))
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_s2_1_refresh_by_basic_header_answers_no_new_refresh_token(store: Store) -> None:
    given = store.mall.credentials()
    basic = base64.b64encode(f"{given['client_id']}:{given['client_secret']}".encode()).decode()
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    answer = store.token_answer(form, {"Authorization": f"Basic {basic}"})
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "token_type", "expires_in"}


def test_s2_1_refresh_by_form_client_authentication(store: Store) -> None:
    assert store.refresh().startswith("at-")


def test_s2_1_a_new_refresh_token_may_come_and_ends_the_old_one(store: Store) -> None:
    old = store.mall.credentials()["refresh_token"]
    store.mall.configure({"rotate_refresh_token": True})
    form = {"grant_type": "refresh_token", "refresh_token": old, **_client(store)}
    new = store.token_answer(form).json()["refresh_token"]
    assert new != old
    assert store.token_answer(form).json()["error"] == "invalid_grant"


def test_s2_1_wrong_secret_is_invalid_client(store: Store) -> None:
    form = {"grant_type": "refresh_token", **_client(store), "client_secret": "wrong"}
    answer = store.token_answer(form)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_s2_1_unknown_grant_type(store: Store) -> None:
    answer = store.token_answer({"grant_type": "password", **_client(store)})
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize(("seconds", "status"), [(4 * WEEK - 1, 200), (4 * WEEK, 400)])
def test_s2_1_refresh_token_lives_four_weeks_from_consent(store: Store, seconds: float, status: int) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": store.mall.credentials()["refresh_token"], **_client(store)}
    store.token_answer(form)
    store.pass_time(seconds)
    assert store.token_answer(form).status_code == status


def test_s2_1_password_change_ends_refresh_and_access_tokens(store: Store) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": store.mall.credentials()["refresh_token"], **_client(store)}
    assert store.get("getItem", seller_id="demo-store", item_code="mug-7").status_code == 200
    store.mall.configure({"password_changed": True})
    answer = store.token_answer(form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert set(answer.json()) == {"error", "error_description", "error_code"}
    assert isinstance(answer.json()["error_code"], int)
    assert store.get("getItem", seller_id="demo-store", item_code="mug-7").status_code == 401


def test_s2_1_access_token_ends_after_an_hour(store: Store) -> None:
    headers = store.bearer()
    query = {"seller_id": "demo-store", "item_code": "mug-7"}
    store.pass_time(3599)
    assert store.http("GET", V1 + "getItem", headers=headers, params=query).status_code == 200
    store.pass_time(1)
    assert store.http("GET", V1 + "getItem", headers=headers, params=query).status_code == 401


def test_s2_1_authorization_without_a_redirect_is_refused(store: Store) -> None:
    assert store.http("GET", "/yconnect/v2/authorization", params={"response_type": "code"}).status_code == 400
