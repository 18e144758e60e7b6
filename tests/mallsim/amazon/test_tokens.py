"""Login with Amazon and the access token of every call (sections 1.2, 1.3, 1.5, 2, 8.1, 8.2, 8.10)."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.mallsim.amazon.seller import MARKETPLACE, ORDERS, Seller, error_of

DENIED = "Access to requested resource is denied."
PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"


def test_1_2_refresh_token_gives_an_access_token_for_an_hour(seller: Seller) -> None:
    answer = seller.lwa(grant_type="refresh_token", refresh_token=seller.given["refresh_token"])
    body = answer.json()
    assert answer.status_code == 200
    assert body["access_token"].startswith("Atza|")
    assert {name: body[name] for name in ("token_type", "expires_in", "refresh_token")} == {
        "token_type": "bearer",
        "expires_in": 3600,
        "refresh_token": seller.given["refresh_token"],
    }
    assert sorted(seller.given) == [
        "aws_access_key_id",
        "aws_region",
        "aws_secret_access_key",
        "client_id",
        "client_secret",
        "queue_arn",
        "queue_url",
        "refresh_token",
        "seller_id",
    ]


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "Atzr|unknown"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "scope": "everything"}, 400, "invalid_scope"),
        ({"grant_type": "authorization_code", "code": "unknown"}, 400, "invalid_grant"),
    ],
)
def test_1_2_refusals_of_the_token_endpoint(seller: Seller, form: dict[str, str], status: int, error: str) -> None:
    good = {"grant_type": "refresh_token", "refresh_token": seller.given["refresh_token"]}
    answer = seller.lwa(**{**good, **form})
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_1_2_revoked_authorisation_is_invalid_grant_and_kills_the_tokens(seller: Seller) -> None:
    assert seller.call("GET", PARTICIPATIONS).status_code == 200
    seller.town.configure(refresh_token_revoked=True)
    answer = seller.lwa(grant_type="refresh_token", refresh_token=seller.given["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert seller.call("GET", PARTICIPATIONS).status_code == 403


def test_1_2_rotated_secret_shows_in_the_credentials(seller: Seller) -> None:
    seller.town.configure(client_secret_rotated=True)
    assert seller.lwa(grant_type="client_credentials", scope="sellingpartnerapi::notifications").status_code == 401
    seller.given = seller.town.control.get("/malls").json()[0]["credentials"]
    assert seller.lwa(grant_type="client_credentials", scope="sellingpartnerapi::notifications").status_code == 200


@pytest.mark.parametrize(
    ("headers", "details"),
    [
        ({"x-amz-access-token": ""}, "Access token is missing in the request header."),
        ({"x-amz-access-token": "Atza|x"}, "The access token you provided is revoked, malformed or invalid."),
        (
            {
                "x-amz-access-token": "",
                "authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20260401/us-west-2/execute-api",
            },
            "Access token is missing in the request header.",
        ),
    ],
)
def test_8_2_missing_or_unknown_token_is_403_also_with_a_signature(
    seller: Seller, headers: dict[str, str], details: str
) -> None:
    answer = seller.call("GET", PARTICIPATIONS, headers=headers)
    assert answer.status_code == 403
    assert answer.json() == {"errors": [{"code": "Unauthorized", "message": DENIED, "details": details}]}


def test_2_token_expires_after_an_hour_of_the_malls_clock_whatever_the_time_scale() -> None:
    seller = Seller(time_scale=1000)
    held = seller.token()
    seller.pass_time(3599)
    assert seller.call("GET", PARTICIPATIONS, headers={"x-amz-access-token": held}).status_code == 200
    seller.pass_time(1)
    answer = seller.call("GET", PARTICIPATIONS, headers={"x-amz-access-token": held})
    assert answer.json()["errors"][0]["details"] == "The access token you provided has expired."
    assert seller.call("GET", PARTICIPATIONS).status_code == 200


def test_2_missing_role_is_403_with_empty_details(seller: Seller) -> None:
    seller.town.configure(role_listings=False)
    answer = seller.call("GET", seller.item_path("MUG-7"), marketplaceIds=MARKETPLACE)
    assert answer.json() == {"errors": [{"code": "Unauthorized", "message": DENIED, "details": ""}]}
    assert seller.search().status_code == 200


def test_1_3_every_answer_has_a_request_id_and_its_rate(seller: Seller) -> None:
    answers = [seller.search(), seller.call("GET", f"{ORDERS}/1"), seller.call("GET", "/nowhere")]
    assert [answer.status_code for answer in answers] == [200, 400, 403]
    assert [answer.headers.get("x-amzn-RateLimit-Limit") for answer in answers] == ["0.0056", "0.5", None]
    assert len({answer.headers["x-amzn-RequestId"] for answer in answers}) == 3


def test_2_trap_1_search_orders_allows_twenty_and_then_one_in_180_seconds(seller: Seller) -> None:
    assert [seller.search().status_code for _ in range(21)] == [200] * 20 + [429]
    answer = seller.search()
    assert error_of(answer) == (429, "QuotaExceeded", "You exceeded your quota for the requested resource.")
    assert (answer.headers["x-amzn-RateLimit-Limit"], "retry-after" in answer.headers) == ("0.0056", False)
    seller.pass_time(178)
    assert seller.search().status_code == 429
    seller.pass_time(1)
    assert [seller.search().status_code for _ in range(2)] == [200, 429]


def test_2_another_media_type_is_415_and_no_json_is_400(seller: Seller) -> None:
    path = seller.item_path("MUG-7")
    text = {"content-type": "text/plain"}
    assert seller.call("PATCH", path, {"a": 1}, headers=text, marketplaceIds=MARKETPLACE).status_code == 415
    answer = seller.call("PATCH", path, [1], marketplaceIds=MARKETPLACE)
    assert error_of(answer) == (400, "InvalidInput", "Could not match input arguments")


def test_7_participations_name_the_shop(seller: Seller) -> None:
    (row,) = seller.call("GET", PARTICIPATIONS).json()["payload"]
    assert row == {
        "marketplace": {
            "id": MARKETPLACE,
            "countryCode": "JP",
            "name": "Amazon.co.jp",
            "defaultCurrencyCode": "JPY",
            "defaultLanguageCode": "ja_JP",
            "domainName": "www.amazon.co.jp",
        },
        "storeName": "一元商店",
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
    }


@pytest.mark.parametrize(
    ("kind", "expected", "code"),
    [
        ("http_500", 500, "InternalFailure"),
        ("maintenance", 503, "ServiceUnavailable"),
        ("throttle", 429, "QuotaExceeded"),
        ("auth_expired", 403, "Unauthorized"),
    ],
)
def test_2_faults_answer_in_the_malls_words(seller: Seller, kind: str, expected: int, code: str) -> None:
    seller.town.fault(kind, operation="order.*")
    answer = seller.search()
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (expected, code)


def test_2_dead_credentials_at_the_token_endpoint_are_invalid_grant(seller: Seller) -> None:
    seller.town.fault("auth_expired", operation="auth.token")
    answer = seller.lwa(grant_type="refresh_token", refresh_token=seller.given["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_1_1_consent_brings_a_code_that_is_good_once_for_five_minutes(seller: Seller) -> None:
    def code() -> str:
        query = {
            "application_id": "amzn1.sp.solution.1",
            "state": "s1",
            "redirect_uri": "http://127.0.0.1:8000/back?a=1",
        }
        answer = seller.town.mall.get("/apps/authorize/consent", params=query, follow_redirects=False)
        back = parse_qs(urlsplit(answer.headers["location"]).query)
        assert (answer.status_code, back["state"], back["selling_partner_id"]) == (302, ["s1"], [seller.id])
        return back["spapi_oauth_code"][0]

    first, late = code(), code()
    answer = seller.lwa(grant_type="authorization_code", code=first)
    assert answer.json()["refresh_token"] == seller.given["refresh_token"]
    assert seller.lwa(grant_type="authorization_code", code=first).json()["error"] == "invalid_grant"
    seller.pass_time(300)
    assert seller.lwa(grant_type="authorization_code", code=late).json()["error"] == "invalid_grant"
    away = {"application_id": "a", "state": "s1", "redirect_uri": "http://example.com/back"}
    assert seller.town.mall.get("/apps/authorize/consent", params=away).status_code == 400
