"""Who may call and how (section 1, traps 1 to 3; G3-01 to G3-03)."""

import pytest

from tests.mallsim.mercari_shops.counter import PATH, SHOP, Counter


def test_3_1_connection_test(shop: Counter) -> None:
    assert shop.data(SHOP) == {
        "shop": {"id": "SHP0001", "name": "見本商店", "shopStatus": "OPENED", "enableMultiplePurchase": True}
    }


def test_the_card_names_the_credentials(shop: Counter) -> None:
    card = shop.control.get("/malls").json()[0]
    assert (card["mall"], card["label"]) == ("mercari_shops", "メルカリShops")
    assert set(card["credentials"]) == {"access_token", "client_name"}
    assert card["credentials"]["client_name"] == "MIHON_HUB"
    assert card["credentials"]["access_token"].startswith("msp_")


@pytest.mark.parametrize(
    "agent",
    ["", "python-httpx2/2.16", "MIHON_HUB", "MIHON_HUB/", "MIHON_HUB/1 x", "mihon_hub/1.0", "x MIHON_HUB/1.0"],
)
def test_trap_1_any_other_user_agent_is_refused(shop: Counter, agent: str) -> None:
    answer = shop.post(SHOP, User_Agent=agent)
    assert answer.status_code == 403
    assert answer.json()["data"] is None


@pytest.mark.parametrize("agent", ["MIHON_HUB/0.0.0", "MIHON_HUB/1.2.3-rc1", "MIHON_HUB/7"])
def test_section_1_name_and_version_are_the_agreed_user_agent(shop: Counter, agent: str) -> None:
    assert shop.post(SHOP, User_Agent=agent).status_code == 200


def test_trap_2_an_unregistered_address_gets_a_plain_404_on_every_path(shop: Counter) -> None:
    shop.configure(ip_registered=False)
    for answer in (
        shop.post(SHOP),
        shop.post(SHOP, Authorization="Bearer wrong", User_Agent="curl/8"),
        shop.mall.get("/docs/index.html"),
        shop.mall.get(PATH),
    ):
        assert (answer.status_code, answer.text) == (404, "Not Found")
        assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer msp_wrong", "Basic msp_wrong"])
def test_section_1_a_wrong_token_is_401(shop: Counter, authorization: str) -> None:
    answer = shop.post(SHOP, Authorization=authorization)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


def test_section_1_a_wrong_token_can_also_be_403(shop: Counter) -> None:
    shop.configure(token_refusal_status=403, user_agent_refusal_status=401)
    assert shop.post(SHOP, Authorization="Bearer msp_wrong").status_code == 403
    assert shop.post(SHOP, User_Agent="curl/8").status_code == 401


def test_trap_3_permission_denied_is_a_closed_shop(shop: Counter) -> None:
    shop.configure(shop_status="CLOSED")
    answer = shop.post(SHOP)
    assert answer.status_code == 200
    assert answer.json() == {
        "data": None,
        "errors": [{"message": "request could not be processed due to permission denied"}],
    }
    shop.configure(closed_shop_shows_itself=True)
    assert shop.data("query { shop { shopStatus } }") == {"shop": {"shopStatus": "CLOSED"}}
    assert shop.post("query { shop { id } webhooks { id } }").json()["data"] is None


def test_g3_03_a_new_token_works_beside_the_old_one_until_that_is_revoked(shop: Counter) -> None:
    old = shop.headers()["Authorization"]
    shop.configure(issue_token=True)
    new = shop.headers()["Authorization"]
    assert new != old
    assert [shop.post(SHOP, Authorization=each).status_code for each in (old, new)] == [200, 200]
    shop.configure(revoke_older_tokens=True)
    assert [shop.post(SHOP, Authorization=each).status_code for each in (old, new)] == [401, 200]


def test_section_1_up_to_ten_tokens_per_shop(shop: Counter) -> None:
    for _ in range(9):
        shop.configure(issue_token=True)
    eleventh = shop.control.post("/malls/mercari_shops/settings", json={"issue_token": True})
    assert (eleventh.status_code, eleventh.json()["error"]["code"]) == (400, "invalid")
    assert shop.post(SHOP).status_code == 200


def test_section_1_a_revoked_token_and_a_reset(shop: Counter) -> None:
    shop.configure(revoke_all_tokens=True)
    assert shop.post(SHOP).status_code == 401
    shop.control.post("/malls/mercari_shops/reset")
    assert shop.post(SHOP).status_code == 200


def test_section_1_method_content_type_and_body(shop: Counter) -> None:
    good = shop.headers()
    assert shop.mall.get(PATH, headers=good).status_code == 405
    assert shop.mall.post(PATH, content=b"{}", headers={**good, "Content-Type": "text/plain"}).status_code == 415
    for body in (b"{", b"[]", b'{"variables":{}}', b'{"query":"{shop{id}}","variables":[]}'):
        answer = shop.mall.post(PATH, content=body, headers={**good, "Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (400, {"code": "INVALID_ARGUMENT"})
    assert shop.mall.post("/graphql", json={"query": SHOP}, headers=good).status_code == 404


def test_section_1_operation_name_chooses(shop: Counter) -> None:
    both = "query A { shop { id } } query B { webhooks { id } }"
    answer = shop.mall.post(PATH, json={"query": both, "operationName": "B"}, headers=shop.headers())
    assert answer.json() == {"data": {"webhooks": []}}
    assert shop.calls()[0]["operation"] == "webhook.list"
    unnamed = shop.mall.post(PATH, json={"query": both}, headers=shop.headers())
    assert unnamed.json()["data"] is None
