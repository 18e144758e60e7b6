"""Windows are cut so that every order in them can be reached (section 2.2, trap 7)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ichigen.mallkit.exchange import Window
from ichigen.malls.rakuten.client_orders import order_time, search_request
from ichigen.malls.rakuten.paging import SLICE, Slice, following, slice_of
from ichigen.malls.rakuten.scans import SEARCHES

START = datetime(2026, 4, 1, 0, 0, 0, 250_000, tzinfo=UTC)


def _slices(window: Window) -> list[Slice]:
    part: Slice | None = slice_of(window, None)
    found = []
    while part is not None:
        found.append(part)
        part = following(slice_of(window, part.token()), 1, window)
    return found


@given(st.floats(min_value=0.0, max_value=800 * 86_400.0))
def test_slices_cover_the_window_without_gap_or_overlap(seconds: float) -> None:
    window = Window(START, START + timedelta(seconds=seconds))
    slices = _slices(window)
    assert slices[0].start <= window.start
    assert slices[-1].end >= window.end
    assert all(later.start - earlier.end == timedelta(seconds=1) for earlier, later in pairwise(slices))
    assert all(part.start <= part.end and part.end - part.start <= SLICE for part in slices)


def test_pages_come_before_the_next_slice() -> None:
    window = Window(START, START + timedelta(days=70))
    first = slice_of(window, None)
    second = following(first, 3, window)
    assert second == Slice(first.start, first.end, 2)
    last = following(Slice(first.start, first.end, 3), 3, window)
    assert last is not None
    assert (last.start, last.page) == (first.end + timedelta(seconds=1), 1)
    assert following(last, 0, window) is None


@given(st.integers(min_value=2, max_value=63 * 86_400))
def test_halving_ends(seconds: int) -> None:
    part = Slice(START.replace(microsecond=0), START.replace(microsecond=0) + timedelta(seconds=seconds))
    for _ in range(40):
        if not part.divisible:
            break
        half = part.first_half()
        assert part.start <= half.end < part.end
        part = half
    assert not part.divisible


def test_a_search_speaks_the_mall_s_dialect() -> None:
    """Section 2.2, trap 1."""
    part = Slice(START, START + timedelta(hours=1), 2)
    assert order_time(START) == "2026-04-01T09:00:00+0900"
    assert search_request(SEARCHES["p500"], part) == {
        "dateType": 5,
        "startDatetime": "2026-04-01T09:00:00+0900",
        "endDatetime": "2026-04-01T10:00:00+0900",
        "orderProgressList": [500, 600],
        "PaginationRequestModel": {
            "requestRecordsAmount": 1000,
            "requestPage": 2,
            "SortModelList": [{"sortColumn": 1, "sortDirection": 1}],
        },
    }
    assert "orderProgressList" not in search_request(SEARCHES["new"], part)
