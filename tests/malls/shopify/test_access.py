"""The way in: tokens, the version that answers, and 接続チェック (page sections 1, 2 and 10; R1-33, R1-37 to R1-42)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import AuthExpired, MallError, Retryable
from ichigen.mallkit.exchange import ConnectionReport, Window
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.manifest import Effect, Pace
from ichigen.malls.shopify.caller import pace
from ichigen.malls.shopify.manifest import MALL
from ichigen.malls.shopify.scopes import SCOPES, Scope
from ichigen.malls.shopify.version import API_VERSION, retires_at, standing
from tests.malls.shopify import documents
from tests.malls.shopify.account import BY_APP, BY_TOKEN, NOW, SHOP, Account, data, reply

HOUR = Window(NOW - timedelta(hours=1), NOW)
NO_ORDERS = data(orders={"nodes": [], "pageInfo": documents.END})
UNAUTHORIZED = reply({"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}, 401)
ALL_SCOPES = [scope.name for scope in SCOPES]
VERSIONS = ["2026-07", "2026-10", "unstable"]


def listing(account: Account) -> None:
    account.client().list_orders("changed", HOUR, None)


def token_of(account: Account, index: int = -1) -> str:
    return account.asked[index].headers["X-Shopify-Access-Token"]


def test_a_call_names_shop_version_and_token_section_1() -> None:
    account = Account([NO_ORDERS])
    listing(account)

    assert str(account.asked[0].url) == f"https://{SHOP}/admin/api/2026-10/graphql.json"
    assert token_of(account) == "shpat_day"
    assert account.body()["operationName"] == "HubOrderList"


def test_the_daily_token_is_fetched_and_kept_section_1() -> None:
    account = Account([httpx2.Response(200, json=documents.TOKEN), NO_ORDERS], has_token=False)
    listing(account)

    assert account.asked[0].url.path == "/admin/oauth/access_token"
    assert account.body(0) == {
        "client_id": "app-id",
        "client_secret": "app-secret",
        "grant_type": "client_credentials",
    }
    assert token_of(account) == "shpat_new"
    assert account.tokens.tokens["access_token"].expires_at == NOW + timedelta(seconds=86399)
    assert account.gate.calls[0].cost == 0


def test_it_is_renewed_an_hour_before_its_end_and_trouble_there_stops_nothing() -> None:
    answers = [httpx2.Response(503), NO_ORDERS, httpx2.Response(200, json=documents.TOKEN), NO_ORDERS]
    account = Account(answers, has_token=False)
    account.tokens.put("access_token", Token("shpat_old", NOW + timedelta(minutes=50)))
    listing(account)
    assert token_of(account) == "shpat_old"
    listing(account)
    assert token_of(account) == "shpat_new"


def test_without_a_living_token_trouble_there_is_said() -> None:
    account = Account([httpx2.Response(503)], has_token=False)
    account.tokens.put("access_token", Token("shpat_old", NOW + timedelta(seconds=30)))
    with pytest.raises(Retryable):
        listing(account)


def test_a_refused_token_is_renewed_once_r1_42() -> None:
    account = Account([UNAUTHORIZED, httpx2.Response(200, json=documents.TOKEN), NO_ORDERS])
    listing(account)
    assert [token_of(account, 0), token_of(account, 2)] == ["shpat_day", "shpat_new"]

    account = Account([UNAUTHORIZED, httpx2.Response(200, json=documents.TOKEN), UNAUTHORIZED])
    with pytest.raises(AuthExpired):
        listing(account)
    assert account.answers == []


def test_a_pasted_token_is_used_as_it_is_and_never_renewed_trap_4() -> None:
    account = Account([NO_ORDERS], credentials=BY_TOKEN, has_token=False)
    listing(account)
    assert token_of(account) == "shpat_pasted"

    account = Account([UNAUTHORIZED], credentials=BY_TOKEN, has_token=False)
    with pytest.raises(AuthExpired) as caught:
        listing(account)
    assert caught.value.code == "http_401"


def test_with_a_client_id_the_pasted_token_is_not_used() -> None:
    account = Account([NO_ORDERS], credentials=BY_APP | {"access_token": "shpat_pasted"})
    listing(account)
    assert token_of(account) == "shpat_day"


@pytest.mark.parametrize("values", [{}, {"client_id": "app-id"}])
def test_an_account_with_neither_is_told_what_to_enter(values: dict[str, str]) -> None:
    account = Account([], credentials={"shop_domain": SHOP} | values, has_token=False)
    with pytest.raises(AuthExpired, match="シークレット"):
        listing(account)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_wrong_id_or_secret_is_a_dead_credential(status: int) -> None:
    account = Account([httpx2.Response(status, text="<html>Oauth error</html>")], has_token=False)
    with pytest.raises(AuthExpired) as caught:
        listing(account)
    assert caught.value.permission == "access"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"access_token": ""}', b'{"access_token": "x", "expires_in": "soon"}'])
def test_an_unreadable_token_is_no_token(body: bytes) -> None:
    account = Account([httpx2.Response(200, content=body)], has_token=False)
    with pytest.raises(Retryable) as caught:
        listing(account)
    assert not caught.value.unknown_effect


def test_another_version_than_asked_is_said_section_1() -> None:
    account = Account([reply(NO_ORDERS.json(), 200, **{"X-Shopify-API-Version": "2027-01"})])
    problems = account.client().list_orders("changed", HOUR, None).problems

    assert [(problem.where, problem.code) for problem in problems] == [("api_version", "api_version")]
    assert "2027-01" in problems[0].message


@pytest.mark.parametrize(
    ("supported", "now", "works", "said"),
    [
        (VERSIONS, NOW, True, ""),
        ([API_VERSION], NOW, True, ""),
        ([API_VERSION, "2027-01"], NOW, True, "2027年10月"),
        (VERSIONS, datetime(2027, 7, 2, tzinfo=UTC), True, "2027年10月"),
        (["2027-01", "2027-04"], NOW, False, "提供が終わりました"),
        ([], NOW, True, ""),
    ],
)
def test_the_user_is_told_before_the_version_retires_r1_40(
    supported: list[str], now: datetime, works: bool, said: str
) -> None:
    found, message = standing(supported, now)

    assert found is works
    assert (said in message) if said else message == ""
    assert retires_at() == datetime(2027, 10, 1, tzinfo=UTC)


def checked(
    scopes: list[str], versions: list[str] = VERSIONS, *, buyers_answer: httpx2.Response = NO_ORDERS, **shop: str
) -> ConnectionReport:
    """The report of a shop whose functions all work."""
    granted = set(scopes)
    probes = {
        "read_orders": NO_ORDERS,
        "read_locations": data(locations=documents.places(documents.place())),
        "read_products": data(productVariants={"nodes": [], "pageInfo": documents.END}),
        "read_inventory": data(nodes=[None]),
    }
    reads = {scope.replace("write_", "read_", 1) for scope in granted}
    answers = [answer for scope, answer in probes.items() if scope in reads]
    buyers = [buyers_answer] if "read_orders" in reads else []
    account = Account([data(**documents.connection(scopes, versions, **shop)), *answers, *buyers])
    report = account.client().check()
    assert account.answers == []
    return report


def test_a_shop_where_all_is_right_passes_section_10() -> None:
    report = checked(ALL_SCOPES)

    assert report.ok
    assert [line.code for line in report.results] == ["access", *ALL_SCOPES, "shop", "currency", "version"]
    assert [line.message for line in report.results if line.message] == []


def test_write_includes_read_section_1() -> None:
    assert checked([name for name in ALL_SCOPES if name.startswith("write_")] + ["read_products", "read_locations"]).ok


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
def test_each_missing_scope_is_named_with_what_does_not_work_r1_38(scope: Scope) -> None:
    partner = scope.name.replace("read_", "write_", 1)
    report = checked([name for name in ALL_SCOPES if name not in (scope.name, partner)])

    failed = {line.code: line.message for line in report.results if not line.ok}
    assert set(failed) == {scope.name, partner} & set(ALL_SCOPES)
    assert scope.use in failed[scope.name]


def buyers(*denied: str, **address: Any) -> httpx2.Response:
    """The newest order as an app sees it; `denied`: members that the mall keeps back and says so."""
    shown = documents.address(**address, **dict.fromkeys(n for n in denied if n not in ("email", "shippingAddress")))
    kept = None if "shippingAddress" in denied else shown
    node = {"id": "gid://shopify/Order/1", "email": None, "phone": None, "shippingAddress": kept}
    rows = [
        {
            "message": f"This app is not approved to use the {name} field. See https://shopify.dev/ for more details.",
            "path": [
                "orders",
                "nodes",
                0,
                *([] if name in ("email", "shippingAddress") else ["shippingAddress"]),
                name,
            ],
            "extensions": {"code": "ACCESS_DENIED", "documentation": "https://shopify.dev/"},
        }
        for name in denied
    ]
    body: dict[str, Any] = {"data": {"orders": {"nodes": [node]}}}
    return reply(body | ({"errors": rows} if rows else {}))


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (buyers("name", "address1", "phone", "email"), "氏名・住所・電話番号・メールアドレス"),
        (buyers("email"), "メールアドレス"),
        (buyers("shippingAddress"), "氏名・住所・電話番号"),
        (buyers(name=None, address1=None, phone=None), "氏名・住所"),
    ],
    ids=["denied", "only one", "the whole address", "null alone"],
)
def test_customer_data_that_the_app_may_not_see_is_named_as_a_warning_section_1(
    answer: httpx2.Response, named: str
) -> None:
    report = checked(ALL_SCOPES, buyers_answer=answer)
    (line,) = [line for line in report.results if not line.ok]

    assert (line.code, line.warning, report.works) == ("customer_data", True, True)
    assert line.message.startswith(f"アプリに{named}の閲覧が許可されていません。受注は取り込めますが、")
    assert "「保護された顧客データへのアクセス」を開き" in line.message


@pytest.mark.parametrize(
    "answer",
    [
        buyers(),
        data(
            orders={"nodes": [{"id": "gid://shopify/Order/1", "email": None, "phone": None, "shippingAddress": None}]}
        ),
        httpx2.Response(503),
        reply({"data": None, "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}),
    ],
    ids=["shown", "nothing to ship", "out of reach", "busy"],
)
def test_what_says_nothing_of_customer_data_warns_of_nothing(answer: httpx2.Response) -> None:
    assert checked(ALL_SCOPES, buyers_answer=answer).ok


def test_a_retiring_version_warns_without_failing_the_check_r1_40() -> None:
    report = checked(ALL_SCOPES, [API_VERSION, "2027-01"])
    line = next(line for line in report.results if line.code == "version")

    assert (report.ok, line.ok) == (True, True)
    assert "2027年10月" in line.message


def test_another_shop_or_currency_fails() -> None:
    report = checked(ALL_SCOPES, myshopifyDomain="other.myshopify.com", currencyCode="USD")
    assert [line.code for line in report.results if not line.ok] == ["shop", "currency"]


@pytest.mark.parametrize("answer", [UNAUTHORIZED, httpx2.Response(503), httpx2.Response(200, content=b"{}")])
def test_without_a_way_in_the_rest_is_not_said_to_be_at_fault(answer: httpx2.Response) -> None:
    account = Account([answer], credentials=BY_TOKEN, has_token=False)
    report = account.client().check()

    assert [line.ok for line in report.results] == [False] * len(MALL.permissions)
    assert [line.passing for line in report.results[1:]] == [True] * (len(MALL.permissions) - 1)
    assert report.results[0].message


def test_several_locations_without_a_default_are_named_in_the_check() -> None:
    two = [documents.place(5, "本店", primary=False), documents.place(6, "倉庫", primary=False)]
    answers = [
        data(**documents.connection(ALL_SCOPES, VERSIONS)),
        NO_ORDERS,
        data(locations=documents.places(*two)),
        data(productVariants={"nodes": [], "pageInfo": documents.END}),
        data(nodes=[None]),
        NO_ORDERS,
    ]
    failed = [line for line in Account(answers, settings={}).client().check().results if not line.ok]

    assert [line.code for line in failed] == ["read_locations"]
    assert "本店、倉庫" in failed[0].message


def locations(*found: dict[str, Any], setting: str = "") -> str:
    """What 接続チェック says of the shop's locations."""
    answers = [
        data(**documents.connection(ALL_SCOPES, VERSIONS)),
        NO_ORDERS,
        data(locations=documents.places(*found)),
        data(productVariants={"nodes": [], "pageInfo": documents.END}),
        data(nodes=[None]),
        NO_ORDERS,
    ]
    report = Account(answers, settings={"location": setting}).client().check()
    assert report.ok
    return "".join(line.message for line in report.results if line.code == "other_locations")


def test_other_locations_that_sell_online_are_named_section_6() -> None:
    shop, depot = documents.place(5, "本店"), documents.place(6, "大阪倉庫", primary=False)
    counter = documents.place(7, "催事場", primary=False, online=False)

    assert locations(shop, counter) == ""
    assert "「大阪倉庫」の在庫も販売しますが、連動するのは「本店」だけ" in locations(shop, depot, counter)
    assert "「本店」の在庫も販売しますが、連動するのは「大阪倉庫」だけ" in locations(shop, depot, setting="大阪倉庫")
    assert "「催事場」は、オンライン注文の発送元ではありません" in locations(shop, counter, setting="7")


def test_the_pace_is_what_the_answer_says_of_the_bucket_section_2() -> None:
    call = Call("orders.list", Effect.READ, "POST", "https://x.example")

    assert pace(call, Reply(200, {}, NO_ORDERS.content, 0.1)) == Pace(per_s=100.0, burst=2000.0, left=1988.0)
    for content in (b"", b"{}", b'{"extensions": {"cost": {"throttleStatus": []}}}'):
        assert pace(call, Reply(200, {}, content, 0.1)) is None
    half = b'{"extensions": {"cost": {"throttleStatus": {"restoreRate": "fast", "currentlyAvailable": 3}}}}'
    assert pace(call, Reply(200, {}, half, 0.1)) == Pace(per_s=None, burst=None, left=3.0)


def test_secrets_are_in_no_representation_of_a_call_or_an_error() -> None:
    account = Account([httpx2.Response(401, text="app-secret"), UNAUTHORIZED], has_token=False)
    with pytest.raises(MallError) as caught:
        listing(account)
    shown = [repr(call) for call in account.gate.calls] + [repr(caught.value), str(caught.value)]
    assert [text for text in shown if "app-secret" in text or "shpat_" in text] == []
