"""Which orders of an account are known, how far, and which were not read for long, as SQL."""

#: A mark longer than its column is kept, and compared, as far as it goes.
MARK_WIDTH = 120

KNOWN_MARKS = "select number, mark from store_order where account_id = %(account)s and number = any(%(numbers)s)"

#: Open orders in rotation: those that were not read for the longest time come first.
STALE_OPEN = """
select number, mark from store_order
where account_id = %(account)s and phase in ('new', 'unpaid', 'ready', 'held', 'shipped_unpaid')
  and read_at < now() - %(age)s::interval and number <> all(%(skip)s::text[])
order by read_at limit %(limit)s
"""
