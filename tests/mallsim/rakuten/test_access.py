"""Sections 0, 1.1 and 1.2: header, licence, gateway errors, limits."""

from datetime import datetime

import pytest

from tests.mallsim.rakuten.rms import Rms, codes, errors, esa
from tests.mallsim.town import NOON, Town

EXPIRY = "/es/1.0/license-management/license-key/expiry-date"
GA0001 = {"errors": [{"code": "GA0001", "message": "Un-Authorised"}]}
ES04 = {"Results": {"errorCode": "ES04-01", "message": "Un-Authorised"}}


def test_s1_1_expiry_answers_the_date_without_zone(town: Town, rms: Rms) -> None:
    town.configure(licence_expires="2026-09-30T23:59:59")
    answer = rms.rest("GET", f"{EXPIRY}?licenseKey={rms.licence}")
    assert (answer.status_code, answer.json()) == (200, {"expiryDate": "2026-09-30T23:59:59"})


def test_s1_a_new_licence_lives_90_days(rms: Rms) -> None:
    expiry = rms.rest("GET", f"{EXPIRY}?licenseKey={rms.licence}").json()["expiryDate"]
    lifetime = datetime.fromisoformat(expiry + "+09:00").timestamp() - NOON
    assert lifetime == 90 * 86400


@pytest.mark.parametrize(("setting", "body"), [("GA0001", GA0001), ("ES04-01", ES04)])
def test_s1_2_both_401_bodies(town: Town, rms: Rms, setting: str, body: object) -> None:
    town.configure(unauthorised_body=setting)
    rms.headers["Authorization"] = esa(rms.secret, "SL123456_wrong")
    answer = rms.order("searchOrder", {})
    assert (answer.status_code, answer.json()) == (401, body)


@pytest.mark.parametrize("state", ["wrong", "expired"])
def test_s1_2_credential_states_refuse_every_api(town: Town, rms: Rms, state: str) -> None:
    town.configure(credential=state)
    answers = [rms.order("getOrder", {}), rms.rest("GET", "/es/2.0/items/search"), rms.rest("GET", EXPIRY)]
    assert [answer.status_code for answer in answers] == [401, 401, 401]


@pytest.mark.parametrize("header", ["", "Bearer abc", "ESA !!!", "ESA YWJj"])
def test_s1_2_unreadable_header_is_unauthorised(rms: Rms, header: str) -> None:
    rms.headers["Authorization"] = header
    assert rms.order("getOrder", {}).json() == GA0001


def test_s1_2_function_not_ticked(town: Town, rms: Rms) -> None:
    town.configure(functions_off=["rpay.order.searchOrder"])
    assert rms.order("searchOrder", {}).status_code == 401
    assert rms.order("getOrder", {}).status_code == 400


def test_trap_02_order_api_without_charset_is_415_before_any_validation(rms: Rms) -> None:
    rms.headers["Authorization"] = "nobody"
    answer = rms.order("searchOrder", {}, content_type="application/json")
    assert answer.status_code == 415
    assert answer.json() == {"Results": {"errorCode": "ES04-03", "message": "Unsupported Media Type"}}


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/json;charset=UTF-8"])
def test_s0_charset_with_and_without_space(rms: Rms, content_type: str) -> None:
    assert rms.order("getOrder", {}, content_type=content_type).status_code == 400


def test_s0_item_api_wants_json(rms: Rms) -> None:
    headers = rms.headers | {"Content-Type": "text/plain"}
    answer = rms.client.put("/es/2.0/items/manage-numbers/a", content="{}", headers=headers)
    assert (answer.status_code, errors(answer)) == (415, ["GE0012"])


def test_s0_order_path_without_trailing_slash_and_its_headers(rms: Rms) -> None:
    headers = rms.headers | {"Content-Type": "application/json; charset=utf-8"}
    answer = rms.client.post("/es/2.0/order/getSubStatusList", content="null", headers=headers)
    assert codes(answer) == ["GET_SUB_STATUS_LIST_INFO_101"]
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.headers["timestamp"] == "2026-04-01T03:00:00"
    assert answer.headers["cache-control"] == "no-cache,no-store"
    assert len(answer.headers["requestid"]) == 36


def test_s0_order_api_is_post_only(rms: Rms) -> None:
    assert rms.client.get("/es/2.0/order/searchOrder/", headers=rms.headers).status_code == 405


def test_trap_20_old_licence_dies_when_a_new_one_is_issued(town: Town, rms: Rms) -> None:
    town.configure(reissue_licence=True)
    assert rms.order("getOrder", {}).status_code == 401
    assert Rms(town).order("getOrder", {}).status_code == 400


def test_trap_20_licence_ends_after_90_days(town: Town, rms: Rms) -> None:
    town.time += 90 * 86400 - 10
    assert rms.order("getOrder", {}).status_code == 400
    town.time += 10
    assert rms.order("getOrder", {}).status_code == 401


def test_trap_21_item_writes_need_the_paid_option(town: Town, rms: Rms) -> None:
    town.configure(item_subscription=False)
    item = "/es/2.0/items/manage-numbers/tn-001"
    refused = [rms.rest("GET", item), rms.rest("PUT", item, {}), rms.rest("PATCH", item, {}), rms.rest("DELETE", item)]
    assert [answer.json() for answer in refused] == [GA0001] * 4
    assert rms.rest("GET", "/es/2.0/items/search").status_code == 200


def test_trap_24_second_call_within_a_second_is_refused_alternately_429_and_503(town: Town, rms: Rms) -> None:
    rms.order("searchOrder", {})
    headers = rms.headers | {"Content-Type": "application/json; charset=utf-8"}
    refused = [rms.client.post("/es/2.0/order/searchOrder/", content="{}", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in refused] == [429, 503, 429]
    assert refused[0].content == b""
    other = rms.client.post("/es/2.0/order/getOrder/", content="{}", headers=headers)
    assert other.status_code == 400


def test_trap_25_invented_paths_do_not_exist(rms: Rms) -> None:
    assert rms.rest("POST", "/es/2.0/inventory/set", {}).status_code == 404
    assert rms.rest("POST", "/es/2.0/item/getItems", {}).status_code == 404


def test_trap_25_invented_order_fields_do_not_exist(rms: Rms, to_ship: str) -> None:
    assert not {"shopUrl", "shippingStatus", "trackingNumber", "cancelReason", "orderList"} & set(
        rms.get_order(to_ship)
    )
