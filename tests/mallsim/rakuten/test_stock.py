"""Section 3: inventory API 2.0 / 2.1."""

from typing import Any

import pytest

from tests.mallsim.rakuten.rms import Rms, errors
from tests.mallsim.town import Town

BULK = "/es/2.0/inventories/bulk-upsert"
BULK21 = "/es/2.1/inventories/bulk-upsert"
VARIANT = "/es/2.1/inventories/manage-numbers/tn-001/variants/tn-001"
KEY = {"manageNumber": "tn-001", "variantId": "tn-001"}


def write(rms: Rms, *rows: dict[str, Any]) -> Any:
    return rms.rest("POST", BULK, {"inventories": list(rows)})


def absolute(quantity: int, **more: Any) -> dict[str, Any]:
    return {**KEY, "mode": "ABSOLUTE", "quantity": quantity, **more}


def relative(quantity: int, **more: Any) -> dict[str, Any]:
    return {**KEY, "mode": "RELATIVE", "quantity": quantity, **more}


def test_s3_bulk_upsert_sample_is_204_without_body(town: Town, rms: Rms) -> None:
    other = {"manageNumber": "mg-7", "variantId": "mg-7", "mode": "RELATIVE", "quantity": -1}
    answer = write(rms, absolute(12), other)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (rms.stock("tn-001", "tn-001"), rms.stock("mg-7", "mg-7")) == (12, 2)
    assert town.calls()[0]["effect"] == [
        {"code": "TN-001", "quantity": 12, "mode": "ABSOLUTE"},
        {"code": "MG-7", "quantity": 2, "mode": "RELATIVE"},
    ]


def test_s3_bulk_get_sample(rms: Rms) -> None:
    lead = {"operationLeadTime": {"normalDeliveryTimeId": 4, "backOrderDeliveryTimeId": 5}, "shipFromIds": [3]}
    rms.rest("POST", BULK21, {"inventories": [absolute(12, **lead)]})
    unknown = {"manageNumber": "nowhere", "variantId": "x"}
    answer = rms.rest("POST", "/es/2.1/inventories/bulk-get", {"inventories": [KEY, unknown]})
    row = {**KEY, "quantity": 12, **lead}
    times = {"created": "2026-04-01T12:00:00+09:00", "updated": "2026-04-01T12:00:02+09:00"}
    assert answer.json() == {"inventories": [row | times]}
    old = rms.rest("POST", "/es/2.0/inventories/bulk-get", {"inventories": [KEY]})
    assert old.json() == {"inventories": [{**KEY, "quantity": 12, **times}]}


def test_s3_put_2_1_erases_what_is_omitted(rms: Rms) -> None:
    body = {"mode": "ABSOLUTE", "quantity": 3, "operationLeadTime": {"normalDeliveryTimeId": 4}, "shipFromIds": [3]}
    assert rms.rest("PUT", VARIANT, body).status_code == 204
    assert rms.rest("GET", VARIANT).json()["shipFromIds"] == [3]
    rms.rest("PUT", VARIANT, {"mode": "ABSOLUTE", "quantity": 3})
    assert "shipFromIds" not in rms.rest("GET", VARIANT).json()


def test_s3_variant_get_delete_and_404(rms: Rms) -> None:
    assert rms.rest("GET", VARIANT).json()["quantity"] == 10
    assert rms.rest("DELETE", VARIANT.replace("2.1", "2.0")).status_code == 204
    gone = rms.rest("GET", VARIANT)
    assert gone.status_code == 404
    assert gone.json() == {
        "errors": [{"code": "GE0014", "message": "Not found for inputs; manageNumber=tn-001, variantId=tn-001"}]
    }


def test_s3_range_newest_first(rms: Rms) -> None:
    write(rms, absolute(4))
    answer = rms.rest("GET", "/es/2.1/inventories/bulk-get/range?minQuantity=3&maxQuantity=4").json()
    assert [row["manageNumber"] for row in answer["inventories"]] == ["tn-001", "mg-7"]


@pytest.mark.parametrize(("query", "code"), [("", "IE0105"), ("?minQuantity=5&maxQuantity=4", "IE0113")])
def test_s3_range_errors(rms: Rms, query: str, code: str) -> None:
    answer = rms.rest("GET", f"/es/2.0/inventories/bulk-get/range{query}")
    assert (answer.status_code, errors(answer)) == (400, [code])


def test_s3_range_of_more_than_1000_hits(town: Town, rms: Rms) -> None:
    for n in range(999):
        town.door.mall.put_item(f"R-{n}", {"quantity": 7})
    assert rms.rest("GET", "/es/2.0/inventories/bulk-get/range?minQuantity=0").status_code == 400
    town.door.mall.delete_item("R-0")
    assert len(rms.rest("GET", "/es/2.0/inventories/bulk-get/range?minQuantity=0").json()["inventories"]) == 1000


def test_s3_variant_list(rms: Rms) -> None:
    answer = rms.rest("GET", "/es/2.1/inventories/variant-lists/manage-numbers/TN-001").json()
    assert answer == {
        "manageNumber": "tn-001",
        "variantList": ["tn-001"],
        "created": "2026-04-01T12:00:00+09:00",
        "updated": "2026-04-01T12:00:00+09:00",
    }


def test_s3_error_sample(rms: Rms) -> None:
    answer = write(rms, {"manageNumber": "a" * 33, "variantId": "a", "mode": "ABSOLUTE", "quantity": 1})
    assert answer.status_code == 400
    assert answer.json() == {
        "errors": [
            {
                "code": "IE0004",
                "message": "Max length of manageNumber must be within 32 bytes.",
                "metadata": {"propertyPath": "inventories[0].manageNumber"},
            }
        ]
    }


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"variantId": "a", "mode": "ABSOLUTE", "quantity": 1}], "IE0001"),
        ([{**KEY, "quantity": 1}], "IE0001"),
        ([{**KEY, "mode": "ADD", "quantity": 1}], "IE0002"),
        ([{**KEY, "mode": "ABSOLUTE", "quantity": "1"}], "IE0002"),
        ([{**KEY, "mode": "ABSOLUTE", "quantity": 1, "note": ""}], "IE0002"),
        ([{**KEY, "variantId": "あ", "mode": "ABSOLUTE", "quantity": 1}], "IE0002"),
        ([{**KEY, "mode": "ABSOLUTE", "quantity": -1}], "IE0003"),
        ([{**KEY, "mode": "ABSOLUTE", "quantity": 100000}], "IE0003"),
        ([{**KEY, "mode": "ABSOLUTE", "quantity": 1, "shipFromIds": [3]}], "IE0002"),
    ],
)
def test_s3_row_errors(rms: Rms, rows: list[dict[str, Any]], code: str) -> None:
    answer = write(rms, *rows)
    assert (answer.status_code, errors(answer)) == (400, [code])


def test_s3_lead_time_id_outside_the_shop_settings(rms: Rms) -> None:
    answer = rms.rest("POST", BULK21, {"inventories": [absolute(1, shipFromIds=[99])]})
    assert errors(answer) == ["IE0118"]


def test_s3_bodies_paths_and_sizes(rms: Rms) -> None:
    assert errors(rms.rest("POST", BULK)) == ["GE0011"]
    assert errors(rms.rest("POST", BULK, {})) == ["GE0011"]
    assert errors(rms.rest("GET", "/es/2.0/inventories/nothing/here")) == ["GE0007"]
    assert errors(rms.rest("GET", VARIANT.replace("2.1", "2.2"))) == ["GE0007"]
    rows = [{"manageNumber": f"m{n}", "variantId": "v", "mode": "ABSOLUTE", "quantity": 1} for n in range(401)]
    assert errors(write(rms, *rows)) == ["IE1101"]
    assert write(rms, *rows[:400]).status_code == 204
    keys = [{"manageNumber": "m", "variantId": f"v{n}"} for n in range(1001)]
    assert errors(rms.rest("POST", "/es/2.0/inventories/bulk-get", {"inventories": keys})) == ["IE1101"]


def test_s3_at_most_400_variants_under_one_item(rms: Rms) -> None:
    rows = [{"manageNumber": "m", "variantId": f"v{n}", "mode": "ABSOLUTE", "quantity": 1} for n in range(400)]
    assert write(rms, *rows).status_code == 204
    assert errors(write(rms, {**rows[0], "variantId": "one-more"})) == ["IE0121"]


def test_trap_13_mistyped_sku_is_204_and_invisible(town: Town, rms: Rms) -> None:
    answer = write(rms, absolute(5, variantId="TN-001"))
    assert answer.status_code == 204
    assert rms.stock("tn-001", "TN-001") is None
    assert rms.stock("tn-001", "tn-001") == 10
    assert town.calls()[0]["effect"] == [{"code": "tn-001:TN-001", "quantity": 5, "mode": "ABSOLUTE", "orphan": True}]


def test_trap_13_manage_number_is_folded_to_lower_case(rms: Rms) -> None:
    write(rms, absolute(5, manageNumber="TN-001"))
    assert rms.stock("tn-001", "tn-001") == 5


def test_s3_orphan_is_purged_after_24_hours(town: Town, rms: Rms) -> None:
    write(rms, absolute(5, variantId="later"))
    assert write(rms, relative(1, variantId="later")).status_code == 204
    town.time += 86400
    assert errors(write(rms, relative(1, variantId="later"))) == ["IE0500"]


def test_trap_14_same_pair_twice_fails_the_whole_call(rms: Rms) -> None:
    other = {"manageNumber": "mg-7", "variantId": "mg-7", "mode": "ABSOLUTE", "quantity": 1}
    answer = write(rms, absolute(5), other, relative(1, manageNumber="TN-001"))
    assert (answer.status_code, errors(answer)) == (400, ["IE1102"])
    assert (rms.stock("tn-001", "tn-001"), rms.stock("mg-7", "mg-7")) == (10, 3)


def test_trap_14_relative_on_new_sku_and_below_zero(rms: Rms) -> None:
    assert errors(write(rms, relative(1, variantId="new"))) == ["IE0500"]
    assert errors(write(rms, relative(-11))) == ["IE0117"]
    assert write(rms, relative(-10)).status_code == 204
    assert rms.stock("tn-001", "tn-001") == 0


def test_s3_conflict_is_409(town: Town, rms: Rms) -> None:
    town.configure(conflicts=1)
    refused = write(rms, absolute(5))
    assert (refused.status_code, errors(refused)) == (409, ["CE0001"])
    assert write(rms, absolute(5)).status_code == 204


def test_s3_unmigrated_shop_cannot_write(town: Town, rms: Rms) -> None:
    town.configure(migrated=False)
    assert errors(write(rms, absolute(5))) == ["IE1105"]


def test_s3_the_mall_lowers_its_own_stock_at_order_time(town: Town, rms: Rms) -> None:
    town.buy(("TN-001", 3))
    assert rms.stock("tn-001", "tn-001") == 7
    write(rms, relative(-2))
    assert rms.stock("tn-001", "tn-001") == 5


def test_fault_partial_write_applies_the_first_half_and_answers_500(town: Town, rms: Rms) -> None:
    town.fault("partial", operation="stock.write", times=1)
    other = {"manageNumber": "mg-7", "variantId": "mg-7", "mode": "ABSOLUTE", "quantity": 1}
    answer = write(rms, absolute(5), other)
    assert (answer.status_code, errors(answer)) == (500, ["X0000"])
    assert (rms.stock("tn-001", "tn-001"), rms.stock("mg-7", "mg-7")) == (5, 3)


def test_fault_stale_read_shows_the_value_of_n_seconds_ago(town: Town, rms: Rms) -> None:
    town.fault("stale_read", operation="stock.*", seconds=30)
    write(rms, absolute(5))
    assert rms.stock("tn-001", "tn-001") == 10
    town.time += 30
    assert rms.stock("tn-001", "tn-001") == 5


def test_fault_silent_drop_is_204_without_effect(town: Town, rms: Rms) -> None:
    town.fault("silent_drop", operation="stock.write", times=1)
    assert write(rms, absolute(5)).status_code == 204
    assert rms.stock("tn-001", "tn-001") == 10
    assert town.calls()[0]["effect"] == []
    assert write(rms, absolute(5)).status_code == 204
    assert rms.stock("tn-001", "tn-001") == 5
