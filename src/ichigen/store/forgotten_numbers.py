"""Forgetting what was read of a mall's stock, in SQL: it was the stock of another place. Marks are locked by listing."""

from ichigen.store.hot import run

#: As before the first reading. Units 仮確保 stay: their order may still come. What was being written went to the other place.
FORGET = """
with lk as materialized (
  select l.id from store_listing l join store_listingmark m on m.listing_id = l.id
  where l.account_id = %(account)s and not l.kept_by_mall order by m.listing_id for no key update of m, l)
update store_listing l set
  expected_low = null, expected_quantity = null, expected_at = null, seen_quantity = null, seen_at = null,
  confirmed_at = null, shown_at = null, drift = 0, drift_at = null, unshown = 0, sending = false, bulk_quantity = null,
  read_due_at = null, read_not_before = null, not_before = null, failures = 0, error_code = '', error_message = ''
from lk where l.id = lk.id
"""

#: Their reports would be about the other place.
END_TICKETS = """
update store_stockticket set done_at = clock_timestamp(), outcome = 'given_up'
where account_id = %(account)s and done_at is null
"""


def forget(account_id: int) -> None:
    """Forget the numbers of every listing of an account, inside the caller's transaction."""
    run(FORGET, {"account": account_id})
    run(END_TICKETS, {"account": account_id})
