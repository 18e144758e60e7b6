"""A shop before its orders: goods with stock, sold on every account, nothing waiting."""

import psycopg
from psycopg.rows import TupleRow

from ichigen.store.accounts import Account

GOODS = """
insert into store_product (code, title, created_at) select 'P-' || n, '商品 ' || n, now() from generate_series(1, %(skus)s) n;
insert into store_sku (product_id, code, title, variant, jan, one_off, created_at)
  select id, code, title, '', '', false, now() from store_product order by id;
insert into store_stocklevel (sku_id, location_id, on_hand, reserved)
  select s.id, l.id, 1000000, 0 from store_sku s, store_location l;
insert into store_ledgerentry (sku_id, location_id, kind, on_hand, reserved, at, note)
  select sku_id, location_id, 'opening', 1000000, 0, now(), '' from store_stocklevel;
"""

LISTINGS = """
insert into store_listing (account_id, code, match_code, title, on_sale, dirty, desired_version, provisional, sending,
  sent_version, sent_mode, drift, failures, error_code, error_message, desired_quantity, expected_low, expected_quantity,
  expected_at)
select %(account)s, lower(code) || '/' || code, code, title, true, false, 1, 0, false, 1, 'relative', 0, 0, '', '', 99999,
  99999, 99999, now() - interval '1 year' from store_sku
"""

COMPONENTS = """
insert into store_listingcomponent (listing_id, sku_id, quantity)
select l.id, s.id, 1 from store_listing l join store_sku s on s.code = l.match_code
"""


def fill(raw: "psycopg.Connection[TupleRow]", mall_id: str, skus: int, accounts: int) -> Account:
    """Fill the database and return the account whose orders are taken in."""
    cursor = psycopg.ClientCursor(raw)
    cursor.execute(GOODS, {"skus": skus})
    made = [
        Account.objects.create(mall_id=mall_id, label=str(n), shop_identity=str(n), credentials={}, tokens={})
        for n in range(accounts)
    ]
    for account in made:
        cursor.execute(LISTINGS, {"account": account.pk})
    cursor.execute(COMPONENTS)
    return made[0]
