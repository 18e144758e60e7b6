"""Points per hour and shop (section 1, rate limit; trap 11)."""

import pytest

from tests.mallsim.mercari_shops.counter import ORDERS, SHOP, Counter

# A row of ORDERS: edges, cursor, node, 7 scalars, products with 10 times 8, pageInfo with 2: 94. So 100 rows are 9,401 and
# cost 95 points; with lists of one instead of ten a row is 22, and 100 rows cost 23.


def spent(shop: Counter, budget: int, query: str, **variables: object) -> int:
    """How many of these requests fit into a budget."""
    shop.configure(points_per_hour=budget, over_limit_answer="http_429")
    count = 0
    while shop.post(query, variables).status_code == 200:
        count += 1
    return count


def test_section_1_a_small_request_costs_one_point(shop: Counter) -> None:
    assert spent(shop, 7, SHOP) == 7


def test_section_1_a_request_costs_its_complexity_by_100(shop: Counter) -> None:
    assert spent(shop, 189, ORDERS, first=100) == 1
    shop.time += 3600
    assert spent(shop, 190, ORDERS, first=100) == 2


def test_section_1_an_unsized_list_counts_as_the_setting_says(shop: Counter) -> None:
    shop.configure(unsized_list_factor=1)
    assert spent(shop, 45, ORDERS, first=100) == 1
    shop.time += 3600
    assert spent(shop, 46, ORDERS, first=100) == 2


def test_section_1_the_size_of_a_page_may_be_a_literal_or_a_default(shop: Counter) -> None:
    for size in ("first: 100", "first: $size"):
        query = f"query ($size: Int = 100) {{ products({size}) {{ edges {{ node {{ id name }} }} }} shop {{ id }} }}"
        query = query if "$size)" in query else query.replace(" ($size: Int = 100)", "")
        assert spent(shop, 4, query) == 0
        shop.time += 3600
        assert spent(shop, 5, query) == 1
        shop.time += 3600


def test_section_1_without_a_size_the_default_page_counts(shop: Counter) -> None:
    shop.configure(default_page=50)
    query = "query { products { edges { node { id name } } } }"
    assert spent(shop, 2, query) == 0
    assert spent(shop, 3, query) == 1


def test_trap_11_all_tokens_of_the_shop_share_the_points(shop: Counter) -> None:
    shop.configure(points_per_hour=2)
    first = shop.headers()["Authorization"]
    shop.configure(issue_token=True)
    assert shop.post(SHOP, Authorization=first).status_code == 200
    assert shop.post(SHOP).status_code == 200
    assert shop.post(SHOP).status_code == 429


def test_section_1_above_the_points_http_429_and_a_graphql_error_in_turn(shop: Counter) -> None:
    shop.configure(points_per_hour=0)
    one, two, three = (shop.post(SHOP) for _ in range(3))
    assert (one.status_code, one.text) == (429, "Too Many Requests")
    assert (two.status_code, two.json()) == (
        200,
        {
            "data": None,
            "errors": [{"message": "rate limit exceeded", "extensions": {"errorType": "RESOURCE_EXHAUSTED"}}],
        },
    )
    assert three.status_code == 429


@pytest.mark.parametrize(("form", "status"), [("http_429", 429), ("graphql", 200)])
def test_section_1_the_answer_above_the_points_can_be_chosen(shop: Counter, form: str, status: int) -> None:
    shop.configure(points_per_hour=0, over_limit_answer=form)
    assert [shop.post(SHOP).status_code for _ in range(2)] == [status, status]


def test_section_1_the_hour_slides_and_refused_requests_cost_nothing(shop: Counter) -> None:
    shop.configure(points_per_hour=1, over_limit_answer="http_429")
    assert shop.post(SHOP).status_code == 200
    shop.time += 3599
    assert [shop.post(SHOP).status_code for _ in range(3)] == [429, 429, 429]
    shop.time += 1
    assert shop.post(SHOP).status_code == 200


def test_the_time_scale_does_not_shorten_the_hour() -> None:
    shop = Counter(time_scale=200)
    shop.configure(points_per_hour=1, over_limit_answer="http_429")
    shop.post(SHOP)
    shop.time += 3599
    assert shop.post(SHOP).status_code == 429


def test_a_document_that_cannot_run_costs_a_point(shop: Counter) -> None:
    shop.configure(points_per_hour=1, over_limit_answer="http_429")
    assert shop.post("query { nothing }").status_code == 200
    assert shop.post("query {").status_code == 429


def test_section_1_a_request_dearer_than_the_hour_never_runs(shop: Counter) -> None:
    shop.configure(points_per_hour=94, over_limit_answer="http_429")
    assert shop.post(ORDERS, {"first": 100}).status_code == 429
    assert shop.post(SHOP).status_code == 200


def test_the_throttle_fault_answers_as_above_the_points(shop: Counter) -> None:
    shop.fault("throttle", operation="shop.*")
    assert [shop.post(SHOP).status_code for _ in range(2)] == [429, 200]
    assert shop.data("query { webhooks { id } }") == {"webhooks": []}
