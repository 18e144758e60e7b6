"""A shop before its orders: goods with stock, sold on every account, nothing waiting."""

from datetime import timedelta

import psycopg
from psycopg.rows import TupleRow

from ichigen.services.clock import now
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing

OFFERED = 99_999

GOODS = """
insert into store_product (code, title, created_at) select 'P-' || n, '商品 ' || n, now() from generate_series(1, %(skus)s) n;
insert into store_sku (product_id, code, title, variant, jan, one_off, created_at)
  select id, code, title, '', '', false, now() from store_product order by id;
insert into store_stocklevel (sku_id, location_id, on_hand, reserved)
  select s.id, l.id, 1000000, 0 from store_sku s, store_location l;
insert into store_ledgerentry (sku_id, location_id, kind, on_hand, reserved, at, note)
  select sku_id, location_id, 'opening', 1000000, 0, now(), '' from store_stocklevel;
"""

COMPONENTS = """
insert into store_listingcomponent (listing_id, sku_id, quantity)
select l.id, s.id, 1 from store_listing l join store_sku s on s.code = l.match_code
"""


def fill(raw: "psycopg.Connection[TupleRow]", mall_id: str, skus: int, accounts: int) -> list[Account]:
    """Fill the database and return the accounts whose orders are taken in."""
    cursor = psycopg.ClientCursor(raw)
    cursor.execute(GOODS, {"skus": skus})
    made = [
        Account.objects.create(mall_id=mall_id, label=str(n), shop_identity=str(n), credentials={}, tokens={})
        for n in range(accounts)
    ]
    for account in made:
        Listing.objects.bulk_create(
            Listing(
                account=account,
                code=f"{code.lower()}/{code}",
                match_code=code,
                title=code,
                desired_quantity=OFFERED,
                expected_low=OFFERED,
                expected_quantity=OFFERED,
                expected_at=now() - timedelta(days=365),
            )
            for code in (f"P-{number}" for number in range(1, skus + 1))
        )
    cursor.execute(COMPONENTS)
    return made
