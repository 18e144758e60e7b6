"""The manifest's sums: what reading all day costs stays far below the mall's points (page section 1)."""

from ichigen.mallkit.options import OptionKind
from ichigen.malls.mercari_shops import documents, scans
from ichigen.malls.mercari_shops.client_stock import BATCH
from ichigen.malls.mercari_shops.manifest import MALL, POINTS_PER_HOUR
from ichigen.malls.mercari_shops.webhooks import TOPICS
from tests.malls.mercari_shops.account import Account
from tests.malls.mercari_shops.samples import page

#: A large shop: 300 orders a day (the page's figure for one run of others), 1,000 variants.
ORDERS_A_DAY, VARIANTS, PRODUCTS = 300, 1_000, 500


def test_a_large_shop_reads_for_less_than_its_points() -> None:
    lists = sum(
        3_600
        / scan.every_s
        * -(-int(ORDERS_A_DAY * scan.lookback_s / 86_400) // scans.PER_PAGE[scan.name])
        * documents.cost(documents.LIST_FIELDS, scans.PER_PAGE[scan.name])
        for scan in MALL.orders.scans
        if scan.name != scans.OPEN
    )
    details = ORDERS_A_DAY / 24 * 4 * documents.cost(documents.ORDER_FIELDS, 1)
    readings = 3_600 / MALL.stock.read_every_s * -(-VARIANTS // BATCH) * documents.cost(documents.VARIANT_FIELDS, BATCH)
    catalogue = -(-PRODUCTS // 100) * documents.cost(documents.PRODUCT_FIELDS, 100) * 3_600 / MALL.catalogue_every_s
    webhooks = 2 + 2 * len(TOPICS)  # the hourly check: schema and list, at worst all removed and registered anew
    assert round(lists + details + readings + catalogue + webhooks) < POINTS_PER_HOUR * 0.85


def test_a_call_says_what_it_costs() -> None:
    account = Account([page("products")])
    account.client().list_listings(None)
    assert [call.cost for call in account.gate.calls] == [51.0]
    (limit,) = MALL.limits
    assert limit.weighed
    assert limit.scope == "shop_id"


def test_g3_05_to_g3_25_are_options_of_the_account() -> None:
    kinds = {option.name: option.kind for option in MALL.options}
    assert kinds["landing_status"] is OptionKind.STATUS  # G3-05
    assert kinds["lookback_days"] is OptionKind.DAYS  # G3-06
    assert kinds["auto_intake"] is OptionKind.SWITCH  # G3-07
    assert kinds["buyer_rule"] is OptionKind.CHOICE  # G3-14
    assert kinds["ship_message"] is OptionKind.TEMPLATE  # G3-24
    days = next(scan for scan in MALL.orders.scans if scan.lookback_setting)
    assert days.lookback_setting in kinds
