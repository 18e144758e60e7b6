"""Sections 2.2, 2.4 and 2.5: public key, expired tokens, permissions and limits."""

import base64

import pytest

from mallsim.core.limits import Limit
from tests.mallsim.yahoo_shopping.store import V1, Store, change, error_of, fixture, same_xml

STATUS = "X-SWS-Authorize-Status"
LIST = (
    "<Req><Search><Condition><OrderTimeFrom>20260101000000</OrderTimeFrom></Condition><Field>OrderId</Field></Search>"
    "<SellerId>demo-store</SellerId></Req>"
)
HOURS = 3600


def test_s2_2_signed_call_is_authorized(store: Store) -> None:
    answer = store.xml("orderList", LIST, store.signature())
    assert (answer.status_code, answer.headers[STATUS]) == (200, "authorized")


def test_s2_2_signature_of_another_store_is_unauthorized_and_still_200(store: Store) -> None:
    answer = store.xml("orderList", LIST, store.signature(seller="other-store"))
    assert (answer.status_code, answer.headers[STATUS]) == (200, "unauthorized")


def test_s2_2_unknown_key_version_is_unauthorized(store: Store) -> None:
    answer = store.xml("orderList", LIST, store.signature(version="9"))
    assert (answer.status_code, answer.headers[STATUS]) == (200, "unauthorized")


@pytest.mark.parametrize("text", ["not base64!", "QUJD"])
def test_s2_2_garbage_is_unauthorized(store: Store, text: str) -> None:
    answer = store.xml("orderList", LIST, {**store.signature(), "X-sws-signature": text})
    assert (answer.status_code, answer.headers[STATUS]) == (200, "unauthorized")


def test_s2_2_plain_text_instead_of_encryption_is_unauthorized(store: Store) -> None:
    plain = base64.b64encode(f"demo-store:{int(store.world.clock.epoch())}".encode()).decode()
    answer = store.xml("orderList", LIST, {**store.signature(), "X-sws-signature": plain})
    assert answer.headers[STATUS] == "unauthorized"


@pytest.mark.parametrize(
    ("offset", "check", "status"),
    [(-290, True, "authorized"), (-310, True, "expired"), (310, True, "expired"), (-310, False, "authorized")],
)
def test_s2_2_timestamp_window_is_a_switch(store: Store, offset: int, check: bool, status: str) -> None:
    store.mall.configure({"check_signature_time": check})
    signed = store.signature(at=store.world.clock.epoch() + offset)
    assert store.xml("orderList", LIST, signed).headers[STATUS] == status


def test_s2_2_key_ends_after_a_year_and_a_new_version_works(store: Store) -> None:
    store.pass_time(366 * 24 * HOURS)
    assert store.xml("orderList", LIST, store.signature()).headers[STATUS] == "expired"
    store.mall.configure({"new_public_key": True})
    assert store.mall.credentials()["public_key_version"] == "2"
    assert store.xml("orderList", LIST, store.signature()).headers[STATUS] == "authorized"


def test_s2_2_two_keys_are_enabled_at_a_time(store: Store) -> None:
    first = store.signature()
    store.mall.configure({"new_public_key": True})
    assert store.xml("orderList", LIST, first).headers[STATUS] == "authorized"
    store.mall.configure({"new_public_key": True})
    assert store.xml("orderList", LIST, first).headers[STATUS] == "unauthorized"


def test_s2_2_unsigned_order_call_after_twelve_hours_is_px_04102(store: Store) -> None:
    assert store.xml("orderList", LIST).status_code == 200
    store.pass_time(12 * HOURS)
    store.refresh()
    answer = store.xml("orderList", LIST)
    assert answer.status_code == 401
    assert same_xml(answer.text, fixture("session_short_answer.xml"))


def test_s2_2_refreshing_does_not_cure_px_04102_but_signing_and_consent_do(store: Store) -> None:
    store.refresh()
    store.pass_time(13 * HOURS)
    store.refresh()
    assert error_of(store.xml("orderList", LIST)) == (401, "px-04102")
    store.refresh()
    assert error_of(store.xml("orderList", LIST)) == (401, "px-04102")
    assert store.xml("orderList", LIST, store.signature()).status_code == 200
    store.mall.configure({"password_changed": True})
    store.refresh()
    assert store.xml("orderList", LIST).status_code == 200


def test_s2_2_one_unsigned_job_can_spoil_the_session_of_a_signing_one(store: Store) -> None:
    store.mall.configure({"unsigned_call_spoils_session": True})
    store.xml("orderList", LIST)
    store.pass_time(12 * HOURS)
    store.refresh()
    assert error_of(store.xml("orderList", LIST, store.signature())) == (401, "px-04102")


def test_s2_2_item_calls_need_no_signature(store: Store) -> None:
    store.refresh()
    store.pass_time(13 * HOURS)
    store.refresh()
    assert store.get("getItem", seller_id="demo-store", item_code="mug-7").status_code == 200


def test_s2_4_expired_token(store: Store) -> None:
    answer = store.http("POST", V1 + "orderList", LIST, {"Authorization": "Bearer at-gone"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == (
        'Bearer realm="yahooapis.jp", error="invalid_token", error_description="expired token"'
    )
    assert same_xml(answer.text, fixture("expired_token_answer.xml"))
    assert "<Code>" not in answer.text


def test_s2_4_insufficient_scope_has_the_same_shape(store: Store) -> None:
    store.mall.configure({"store_scope": False})
    answer = store.xml("orderList", LIST)
    assert answer.status_code == 401
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert 'error="insufficient_scope"' in answer.text


@pytest.mark.parametrize(
    ("setting", "code"),
    [("client_approved", "px-04303"), ("source_registered", "px-04306"), ("api_permitted", "px-14303")],
)
def test_s2_5_permissions_refuse_order_calls(store: Store, setting: str, code: str) -> None:
    store.mall.configure({setting: False})
    assert error_of(store.xml("orderList", LIST)) == (403, code)


def test_s2_5_items_need_neither_approval_nor_source(store: Store) -> None:
    store.mall.configure({"client_approved": False, "source_registered": False})
    assert store.form("getStock", item_code="mug-7").status_code == 200


def test_s2_5_one_call_a_second_per_url(store: Store) -> None:
    headers = store.bearer()
    assert store.http("POST", V1 + "orderList", LIST, headers).status_code == 200
    second = store.http("POST", V1 + "orderList", LIST, headers)
    assert second.status_code == 429
    other = store.http("POST", V1 + "orderInfo", change("demo-store-1"), headers)
    assert other.status_code == 400
    store.pass_time(1.0)
    assert store.http("POST", V1 + "orderList", LIST, headers).status_code == 200


def test_s2_5_limits_are_not_scaled() -> None:
    fast = Store(time_scale=60)
    headers = fast.bearer()
    fast.http("POST", V1 + "orderList", LIST, headers)
    fast.pass_time(0.5)
    assert fast.http("POST", V1 + "orderList", LIST, headers).status_code == 429


def test_s2_5_fifty_thousand_calls_a_day_per_client_id(store: Store) -> None:
    for number in range(50_000):
        assert store.seat.door.gate.admit("order.list", store.world.clock.epoch() + number) is None
    day = store.seat.door.gate.admit("stock.read", store.world.clock.epoch() + 50_000)
    assert isinstance(day, Limit)
    assert (day.per, day.count) == ("day", 50_000)
    store.world.clock.advance(50_000)
    answer = store.form("getStock", item_code="mug-7")
    assert (answer.status_code, answer.text) == (403, "Your Request was Forbidden")


def test_s2_6_unknown_item_envelope(store: Store) -> None:
    answer = store.get("getItem", seller_id="demo-store", item_code="no-such")
    assert error_of(answer) == (400, "it-05002")
    assert "<Message>指定された商品コードは存在しません。</Message>" in answer.text


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml", "application/x-www-form-urlencoded"])
def test_s1_content_type_of_an_xml_post_does_not_matter(store: Store, content_type: str) -> None:
    assert store.xml("orderList", LIST, {"Content-Type": content_type}).status_code == 200


def test_s1_methods_of_the_families(store: Store) -> None:
    assert store.get("orderList", sellerId="demo-store").status_code == 405
    assert store.form("getItem", item_code="mug-7").status_code == 405
    assert store.form("noSuchOperation").status_code == 404


def test_s1_xml_must_be_a_req_of_this_store(store: Store) -> None:
    assert store.xml("orderList", "<Request/>").status_code == 400
    assert store.xml("orderList", "no xml").status_code == 400
    assert store.xml("orderList", LIST.replace("demo-store", "other")).status_code == 400
    assert store.xml("orderList", LIST.replace("SellerId", "seller_id")).status_code == 400
