"""取込みの確認: conflicts are shown, nothing is chosen silently, a person decides one row or many (E2-07 … E2-23)."""

from typing import Any

import pytest

from ichigen.services.catalogue.make_goods import make_goods
from ichigen.services.catalogue.read_in import finish_reading, match_listings
from ichigen.services.clock import now
from ichigen.services.first_link.decide import decide_all, decide_one
from ichigen.services.first_link.plan import Kind, Way, counts, plan, undecided
from ichigen.store.accounts import Account
from ichigen.store.goods import Product, Sku
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.worklist import AuditLog
from tests.builders import make_account, make_listing, make_sku

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account(mode=Account.Mode.READING, started_at=None)


def listed(account: Account, code: str, match_code: str | None = None, **values: Any) -> Listing:
    match_code = code if match_code is None else match_code
    defaults: dict[str, Any] = {"match_codes": [match_code] if match_code else [], "title": f"商品 {code}"}
    return Listing.objects.create(account=account, code=code, match_code=match_code, **(defaults | values))


def kinds(account: Account) -> dict[str, str]:
    return {
        row.planned.code: kind.value for kind in Kind if kind is not Kind.DONE for row in plan(account.id, kind).rows
    }


def bound(code: str) -> list[str]:
    return list(ListingComponent.objects.filter(listing__code=code).values_list("sku__code", flat=True))


def test_e2_07_an_exact_code_with_the_same_name_matches_and_another_name_or_price_is_shown(account: Account) -> None:
    other = make_account(shop="shop-2")
    for code in ("SAME", "NAME", "PRICE"):
        make_listing(other, make_sku(code), price=1000)
    listed(account, "SAME", price=1000)
    listed(account, "NAME", title="別の名前", price=1000)
    listed(account, "PRICE", price=1200)
    listed(account, "NEW")

    assert kinds(account) == {"SAME": "match", "NAME": "differs", "PRICE": "differs", "NEW": "make"}
    (name, price) = plan(account.id, Kind.DIFFERS).rows
    assert (name.planned.other_name, name.planned.other_price) == (True, False)
    assert (price.planned.other_name, price.planned.other_price, price.skus[0].prices) == (False, True, (1000,))


def test_e2_07_a_choice_in_other_words_is_the_same_name_and_another_choice_is_not(account: Account) -> None:
    for code in ("SHIRT-L", "SHIRT-M", "BARE", "SHORT"):
        Sku.objects.filter(pk=make_sku(code).pk).update(title="綿Tシャツ", variant="L / ブラック")
    listed(account, "SHIRT-L", title="綿Tシャツ", variant="サイズ:Ｌ カラー:ブラック")
    listed(account, "SHIRT-M", title="綿Tシャツ", variant="サイズ:M カラー:ブラック")
    listed(account, "BARE", title="綿Tシャツ")
    listed(account, "SHORT", title="綿シャツ", variant="L / ブラック")

    assert kinds(account) == {"SHIRT-L": "match", "SHIRT-M": "differs", "BARE": "match", "SHORT": "differs"}


def test_e2_07_nothing_is_bound_by_reading_before_the_start_and_a_clear_match_is_after_it(account: Account) -> None:
    make_sku("A-1")
    listed(account, "A-1")

    finish_reading(account.id, now())
    assert bound("A-1") == []

    Account.objects.update(mode=Account.Mode.LIVE)
    finish_reading(account.id, now())
    assert bound("A-1") == ["A-1"]


def test_e2_02_two_listings_that_claim_one_code_are_a_conflict_for_a_person(account: Account) -> None:
    make_sku("A-1")
    listed(account, "x-1", "A-1")
    listed(account, "x-2", "A-1")

    assert kinds(account) == {"x-1": "shared", "x-2": "shared"}
    assert match_listings(account.id) == 0
    assert make_goods(account.id) == 0

    assert decide_all(account.id, Kind.SHARED, Way.TOGETHER, 2, None) is None
    assert (bound("x-1"), bound("x-2")) == (["A-1"], ["A-1"])


def test_e2_02_a_shared_code_without_a_sku_is_made_once_or_apart(account: Account) -> None:
    for code in ("x-1", "x-2"):
        listed(account, code, "A-1")

    (first, second) = plan(account.id, Kind.SHARED).rows
    assert decide_one(account.id, first.planned.listing_id, Way.TOGETHER, None, None) is None
    assert kinds(account) == {"x-2": "shared"}
    assert decide_one(account.id, second.planned.listing_id, Way.MAKE, None, None) is None

    assert (bound("x-1"), bound("x-2")) == (["A-1"], ["x-2"])


def test_a_sku_that_another_listing_of_the_account_sells_is_a_conflict_too(account: Account) -> None:
    make_listing(account, make_sku("A-1"), code="old")
    Listing.objects.filter(code="old").update(match_code="")
    listed(account, "A-1")

    assert kinds(account) == {"A-1": "shared"}


def test_e2_07_codes_of_one_listing_that_name_two_skus_are_a_conflict(account: Account) -> None:
    one, two = make_sku("A-1"), make_sku("B-1")
    listing = listed(account, "x", "A-1", match_codes=["A-1", "B-1"])

    assert kinds(account) == {"x": "several"}
    assert match_listings(account.id) == 0
    assert [sku.id for sku in plan(account.id, Kind.SEVERAL).rows[0].skus] == [one.id, two.id]

    assert decide_one(account.id, listing.id, Way.BIND, two.id, None) is None
    assert bound("x") == ["B-1"]
    log = AuditLog.objects.get()
    assert (log.action, log.data) == ("listing.bind", {"sku": two.id, "per_sale": 1, "suggested": False})


@pytest.mark.parametrize(
    ("sku", "listing"),
    [
        ({"code": "ABC-1"}, {"match_code": "ａｂｃ－１"}),
        ({"code": "Z-1", "jan": "4900000000017"}, {"match_code": "q", "jan": "4900000000017"}),
        ({"code": "Z-1", "title": "湯のみ 白磁"}, {"match_code": "q", "title": "湯のみ白磁"}),
        ({"code": "Z-1"}, {"match_code": "q", "match_codes": ["q", "Z-1"]}),
    ],
    ids=["width-and-case", "jan", "name", "second-code"],
)
def test_e2_21_other_codes_are_suggested_and_never_taken_by_themselves(
    account: Account, sku: dict[str, str], listing: dict[str, Any]
) -> None:
    goods = make_sku(sku.pop("code"))
    Sku.objects.filter(pk=goods.pk).update(**sku)
    listed(account, "x", **listing)

    assert kinds(account) == {"x": "candidate"}
    assert match_listings(account.id) == 0
    assert decide_all(account.id, Kind.CANDIDATE, Way.BIND, 1, None) is None
    assert bound("x") == [goods.code]


def test_e2_23_new_goods_keep_product_and_variant_of_the_mall(account: Account) -> None:
    """E2-03, E2-08: the product is here under its 顧客社商品コード, its variants under their whole codes."""
    for axis in ("S", "M"):
        code = f"TNG-{axis}"
        listed(account, code, title="手ぬぐい", variant=axis, product_code="TNG", jan="4900000000024", price=1280)

    shown = plan(account.id, Kind.MAKE)
    assert (shown.products, [row.planned.product_code for row in shown.rows]) == (1, ["TNG", "TNG"])
    assert decide_all(account.id, Kind.MAKE, Way.MAKE, 2, None) is None

    product = Product.objects.get()
    assert (product.code, product.title) == ("TNG", "手ぬぐい")
    assert list(product.skus.order_by("code").values_list("code", "variant", "jan")) == [
        ("TNG-M", "M", "4900000000024"),
        ("TNG-S", "S", "4900000000024"),
    ]
    assert undecided(account.id) == 0
    assert counts(account.id)[Kind.DONE] == 2


@pytest.mark.parametrize(
    ("code", "odd"), [("TNG-AI-S", False), ("TNG_AI", True), ("手ぬぐい", True), ("item:sub", True), ("ＴＮＧ", True)]
)
def test_e2_16_a_code_against_the_rule_is_a_warning_and_is_made_all_the_same(
    account: Account, code: str, odd: bool
) -> None:
    listing = listed(account, code)

    assert plan(account.id, Kind.MAKE).rows[0].planned.odd_code is odd
    assert decide_one(account.id, listing.id, Way.MAKE, None, None) is None
    assert bound(code) == [code]


def test_a_listing_without_a_code_takes_the_technical_one(account: Account) -> None:
    listing = listed(account, "item-9/v1", "")

    assert kinds(account) == {"item-9/v1": "no_code"}
    assert decide_one(account.id, listing.id, Way.MAKE, None, None) is None
    assert bound("item-9/v1") == ["item-9/v1"]


def test_what_is_left_alone_claims_nothing_and_can_be_considered_again(account: Account) -> None:
    one, two = listed(account, "x-1", "A-1"), listed(account, "x-2", "A-1")

    assert decide_one(account.id, one.id, Way.LEAVE, None, None) is None
    assert kinds(account) == {"x-1": "left", "x-2": "make"}
    assert decide_one(account.id, two.id, Way.MAKE, None, None) is None
    assert undecided(account.id) == 0

    assert decide_one(account.id, one.id, Way.BACK, None, None) is None
    assert kinds(account) == {"x-1": "shared"}
    assert [log.action for log in AuditLog.objects.order_by("id")] == [
        "listing.leave",
        "listing.bind",
        "listing.consider",
    ]


def test_a_number_that_is_not_the_one_shown_is_refused_and_nothing_is_decided(account: Account) -> None:
    listed(account, "A-1")
    listed(account, "B-1")

    refusal = decide_all(account.id, Kind.MAKE, Way.MAKE, 1, None)

    assert refusal is not None
    assert (refusal.code, Sku.objects.count(), undecided(account.id)) == ("plan_changed", 0, 2)


@pytest.mark.parametrize(("way", "code"), [(Way.TOGETHER, "way_not_allowed"), (Way.BIND, "way_not_allowed")])
def test_a_way_that_was_not_offered_is_refused(account: Account, way: Way, code: str) -> None:
    refusal = decide_one(account.id, listed(account, "A-1").id, way, None, None)

    assert refusal is not None
    assert refusal.code == code


def test_a_sku_that_was_not_offered_is_refused(account: Account) -> None:
    make_sku("A-1")
    stranger = make_sku("B-1")

    refusal = decide_one(account.id, listed(account, "A-1").id, Way.BIND, stranger.id, None)

    assert refusal is not None
    assert (refusal.code, bound("A-1")) == ("plan_changed", [])


def test_a_listing_of_another_account_is_not_decided_here(account: Account) -> None:
    strange = listed(make_account(shop="shop-2"), "A-1")

    refusal = decide_one(account.id, strange.id, Way.LEAVE, None, None)

    assert refusal is not None
    assert refusal.code == "plan_changed"


def test_the_search_narrows_by_code_and_name(account: Account) -> None:
    listed(account, "A-1", title="手ぬぐい")
    listed(account, "B-1", title="扇子")

    assert [row.planned.code for row in plan(account.id, Kind.MAKE, "扇").rows] == ["B-1"]
    assert [row.planned.code for row in plan(account.id, Kind.MAKE, "a-").rows] == ["A-1"]


def test_a_search_says_how_many_it_found_on_every_page(account: Account) -> None:
    for n in range(5):
        listed(account, f"A-{n}", title="手ぬぐい")
    listed(account, "B-1", title="扇子")

    totals = [(len(found.rows), found.total) for found in (plan(account.id, Kind.MAKE, "手", p, 2) for p in (1, 3, 4))]
    assert totals == [(2, 5), (1, 5), (0, 5)]
    assert plan(account.id, Kind.MAKE).total == 6


def test_together_shares_the_sku_of_the_listing_with_that_code_that_is_bound_already(account: Account) -> None:
    make_listing(account, make_sku("OWN"), code="x-1")
    Listing.objects.filter(code="x-1").update(match_code="A-1", match_codes=["A-1"])
    second = listed(account, "x-2", "A-1")

    assert decide_one(account.id, second.id, Way.TOGETHER, None, None) is None

    assert (bound("x-1"), bound("x-2")) == (["OWN"], ["OWN"])
    assert list(Sku.objects.values_list("code", flat=True)) == ["OWN"]


@pytest.mark.parametrize("other", ["set", "sku"])
def test_together_is_refused_where_the_bound_listing_is_a_set_or_the_code_names_another_sku(
    account: Account, other: str
) -> None:
    make_listing(account, make_sku("OWN"), code="x-1", per_sale=2 if other == "set" else 1)
    Listing.objects.filter(code="x-1").update(match_code="A-1", match_codes=["A-1"])
    if other == "sku":
        make_sku("A-1")
    second = listed(account, "x-2", "A-1")

    refusal = decide_one(account.id, second.id, Way.TOGETHER, None, None)

    assert refusal is not None
    assert refusal.code == "together_unclear"
    assert bound("x-2") == []
