"""Times of malls, in UTC."""

from datetime import UTC, datetime, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.domain.hours import JST
from ichigen.mallkit.moments import moment_of


@pytest.mark.parametrize(
    "value",
    ["2026-04-01T09:30:12+09:00", "2026-04-01T09:30:12+0900", "2026-04-01T00:30:12Z", "2026-04-01 09:30:12", "20260401T093012"],
)  # fmt: skip
def test_a_time_is_utc_and_one_without_an_offset_is_of_the_zone(value: str) -> None:
    assert moment_of(value, JST) == datetime(2026, 4, 1, 0, 30, 12, tzinfo=UTC)


def test_the_zone_is_the_callers() -> None:
    assert moment_of("2026-04-01T09:30:12", UTC) == datetime(2026, 4, 1, 9, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["", "yesterday", "2026-02-30", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_what_is_no_time_is_none(value: str) -> None:
    assert moment_of(value, JST) is None


@given(st.text("0123456789+-:./TZ aé手\n\x00", max_size=30) | st.datetimes().map(str), st.sampled_from((UTC, JST)))
def test_no_text_is_fatal(value: str, zone: tzinfo) -> None:
    found = moment_of(value, zone)
    assert found is None or found.tzinfo is UTC
