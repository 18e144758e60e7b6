"""What the demo counts as a stock write, and how it sums up (design: commands)."""

from ichigen.services.demo.propagation import Propagation, accepted_writes, summarise


def test_every_call_that_set_a_number_counts_whatever_the_mall_names_it() -> None:
    log = [
        {"operation": "stock.write", "time": 1.0, "effect": [{"code": "IG-001", "quantity": 4}]},
        {"operation": "stock.write_many", "time": 2.0, "effect": [{"code": "IG-002", "quantity": 0}]},
        {"operation": "feed.create", "time": 3.0, "effect": [{"code": "IG-001", "quantity": 3}]},
        {"operation": "order.ship", "time": 4.0, "effect": [{"order": "1-1", "mutation": "ship"}]},
        {"operation": "item.patch", "time": 5.0, "effect": [{"item": "IG-001", "mutation": "patch"}]},
        {"operation": "stock.write", "time": 6.0, "effect": [{"code": "ELSEWHERE", "quantity": 9}]},
    ]

    assert accepted_writes(log, {"IG-001": 11, "IG-002": 12}) == {11: [1.0, 3.0], 12: [2.0]}


def test_a_sale_that_was_never_told_is_infinite_and_hides_no_figure_below_it() -> None:
    assert summarise([0.2, float("inf"), 0.1]) == Propagation(p50=200.0, p99=None, n=3)
