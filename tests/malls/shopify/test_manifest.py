"""What the manifest claims adds up: points a second, windows, fields (page sections 1, 2 and 6)."""

import re

import pytest

from ichigen.malls.shopify import documents
from ichigen.malls.shopify.cost import MOST, cost
from ichigen.malls.shopify.documents import DOCUMENTS
from ichigen.malls.shopify.manifest import MALL
from ichigen.malls.shopify.scans import SEARCHES
from ichigen.malls.shopify.scopes import SCOPES

DAY = 86_400.0


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("{ shop }", 0),
        ("{ shop { id name } }", 1),
        ("{ shop { plan { displayName } } }", 2),
        ("{ orders(first: 10) { nodes { id } } }", 2 + 10),
        ("{ orders(first: $n) { nodes { id customer { id } } pageInfo { endCursor } } }", 2 + 7 * 2),
        ("query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { id customer { id } } } }", 3 * 2),
        ("{ orders(first: 2) { nodes { id lineItems(first: 5) { nodes { id } } } } }", 2 + 2 * (1 + 2 + 5)),
        ("{ shop { ...F } } fragment F on Shop { plan { x } }", 2),
        ("mutation { a(x: 1) { b { id } userErrors { field } } }", 10 + 2),
    ],
)
def test_points_by_the_rules_of_section_2(text: str, points: int) -> None:
    assert cost(text, {"n": 7, "ids": ["a", "b", "c"]}) == points


def test_no_document_costs_more_than_one_may_section_2() -> None:
    sizes = {
        documents.ORDER_LIST.name: documents.ORDERS_PER_PAGE,
        documents.ORDERS_BY_ID.name: documents.ORDERS_PER_FETCH,
        documents.VARIANTS.name: documents.VARIANTS_PER_PAGE,
        documents.LOCATION_LIST.name: documents.LOCATIONS,
    }
    costs = {}
    for one in DOCUMENTS:
        size = sizes.get(one.name, 250)
        costs[one.name] = cost(one.text, {"first": size, "ids": ["x"] * size})
    assert max(costs.values()) <= MOST
    assert costs[documents.ORDERS_BY_ID.name] == 896
    assert costs[documents.READ_STOCK.name] == 750


def test_a_shop_of_5000_listings_and_1000_orders_a_day_fits_into_100_points_a_second_section_2() -> None:
    """By what documents really take: an entry that is not there is refunded. A usual order takes about 40 points."""
    listings, orders, open_orders, per_order = 5_000, 1_000, 300, 40
    changed = next(scan for scan in MALL.orders.scans if scan.name == "changed")
    again = orders / DAY * (changed.overlap_s + changed.every_s)  # orders on each list of changes
    a_second = (
        (1 + again) / changed.every_s
        + (orders * 2) / next(scan.every_s for scan in MALL.orders.scans if scan.name == "recent")
        + listings * 3 / MALL.stock.read_every_s
        + listings * 5 / MALL.catalogue_every_s
        + open_orders * per_order / MALL.orders.reread_open_s
        # taken in, changed twice, shipped with a reading before and after
        + orders * (5 * per_order + 60) / DAY
    )
    (limit,) = MALL.limits
    assert (limit.per_s, limit.burst, limit.weighed) == (100.0, 2000, True)
    assert a_second < 50


def test_every_scan_has_its_search_and_the_first_window_is_what_the_mall_shows_section_1() -> None:
    assert {scan.name for scan in MALL.orders.scans} == set(SEARCHES)
    changed = next(scan for scan in MALL.orders.scans if scan.kind == "changed")
    assert (changed.lookback_s, changed.overlap_s) == (60 * DAY, 120.0)


def test_both_ways_in_are_explained_and_the_scopes_are_named_r1_37_r1_38() -> None:
    fields = {field.name: field for field in MALL.credentials}

    assert [name for name, field in fields.items() if field.required] == ["shop_domain"]
    assert [name for name, field in fields.items() if field.secret] == ["client_secret", "access_token"]
    assert all(scope.name in fields["client_id"].help for scope in SCOPES)
    assert "Client IDを空欄" in fields["access_token"].help


@pytest.mark.parametrize(
    ("domain", "good"),
    [
        ("hinata-shop.myshopify.com", True),
        ("hinata-shop", False),
        ("https://hinata-shop.myshopify.com", False),
        ("shop.example.com", False),
        ("evil.example.com/.myshopify.com", False),
    ],
)
def test_a_shop_is_its_myshopify_domain_and_nothing_else_r1_33(domain: str, good: bool) -> None:
    """The domain becomes the host that credentials are sent to."""
    field = next(field for field in MALL.credentials if field.name == MALL.identity_field)
    assert bool(re.fullmatch(field.pattern, domain)) is good
