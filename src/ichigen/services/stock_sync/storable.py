"""A mall's numbers as the database takes them: an odd one costs its row, never the batch it came in."""

from dataclasses import replace

from ichigen.mallkit.exchange import Problem, StockReading

#: No shop has more of anything; a column of numbers holds twice as much, and differences of them too.
MOST = 10**9

BAD_NUMBER = "モールが返した在庫数が大きすぎます。モールの管理画面でこの商品の在庫数を確認してください。"


def storable_reading(reading: StockReading) -> StockReading:
    """Return the reading without numbers beyond `MOST`; each of these is a problem of its row, which was not answered then."""
    odd = {row.code for row in reading.rows if row.quantity is not None and abs(row.quantity) > MOST}
    if not odd:
        return reading
    problems = (Problem(code, "stock.number", BAD_NUMBER) for code in sorted(odd))
    kept = tuple(row for row in reading.rows if row.code not in odd)
    return replace(reading, rows=kept, problems=(*reading.problems, *problems))
