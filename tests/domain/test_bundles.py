"""同梱: who may be joined, and what a shipment of the 親注文 writes for its 子注文 (G3-17, G3-26, G3-27)."""

from dataclasses import replace
from typing import Any

import pytest

from ichigen.domain.bundles import Member, join_problem, notices

PARENT = Member(1, "OT-1", account_id=7, address=99, open=True)
CHILD = Member(2, "OT-2", account_id=7, address=99, open=True)


def test_open_orders_of_one_account_to_one_address_are_joined() -> None:
    assert join_problem(PARENT, CHILD) is None
    assert join_problem(PARENT, replace(CHILD, parent_id=1)) is None
    assert join_problem(replace(PARENT, has_children=True), CHILD) is None


@pytest.mark.parametrize(
    ("parent", "child", "code"),
    [
        pytest.param({}, {"id": 1}, "bundle_itself", id="itself"),
        pytest.param({}, {"account_id": 8}, "bundle_account", id="another account"),
        pytest.param({}, {"address": 98}, "bundle_address", id="another address"),
        pytest.param({"address": None}, {"address": None}, "bundle_address", id="unknown addresses are not the same"),
        pytest.param({}, {"anonymous": True, "address": None}, "bundle_anonymous", id="G3-17 らくらくメルカリ便"),
        pytest.param({"anonymous": True}, {}, "bundle_anonymous", id="G3-17 under らくらくメルカリ便"),
        pytest.param({}, {"open": False}, "bundle_closed", id="shipped"),
        pytest.param({"open": False}, {}, "bundle_closed", id="to a shipped one"),
        pytest.param({"parent_id": 5}, {}, "bundle_taken", id="a child has no children"),
        pytest.param({}, {"has_children": True}, "bundle_taken", id="a parent is no child"),
        pytest.param({}, {"parent_id": 5}, "bundle_taken", id="the child of another"),
    ],
)
def test_anything_else_is_not(parent: dict[str, Any], child: dict[str, Any], code: str) -> None:
    refusal = join_problem(replace(PARENT, **parent), replace(CHILD, **child))
    assert refusal is not None
    assert refusal.code == code


SECOND = replace(CHILD, id=3, number="OT-3")


@pytest.mark.parametrize(
    ("parent", "children", "written", "by_hand"),
    [
        pytest.param(PARENT, (CHILD, SECOND), [2, 3], [], id="G3-27 the parent's information goes to the children"),
        pytest.param(replace(PARENT, anonymous=True), (CHILD, SECOND), [], [2, 3], id="G3-26 only the parent"),
        pytest.param(PARENT, (replace(CHILD, anonymous=True), SECOND), [3], [2], id="G3-26 an anonymous child"),
        pytest.param(PARENT, (replace(CHILD, open=False), SECOND), [3], [], id="what left is not written again"),
        pytest.param(PARENT, (), [], [], id="no children"),
    ],
)
def test_what_a_shipment_of_the_parent_writes(
    parent: Member, children: tuple[Member, ...], written: list[int], by_hand: list[int]
) -> None:
    split = notices(parent, children)
    assert ([child.id for child in split.written], [child.id for child in split.by_hand]) == (written, by_hand)
