"""When a throttled call may go again: what the mall says, within reason."""

from datetime import UTC, datetime, timedelta

import pytest

from ichigen.mallkit.http import Reply, retry_at

NOW = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 5),
        ("30", 30),
        ("0", 0),
        ("999999", 3600),
        ("9" * 5000, 3600),
        ("²", 5),
        ("soon", 5),
        ("Wed, 01 Apr 2026 12:00:40 GMT", 40),
        ("Wed, 01 Apr 2026 12:00:40 -0000", 40),
        ("Wed, 01 Apr 2026 21:00:40 +0900", 40),
        ("Wed, 01 Apr 2026 11:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600),
        ("Wed, 01 Apr 2026 12:00:40 +" + "9" * 30, 5),
    ],
)
def test_retry_after_is_aware_never_past_and_at_most_an_hour(said: str, seconds: int) -> None:
    at = retry_at(Reply(429, {"retry-after": said}, b"", 0.1), NOW, 5)

    assert at - NOW == timedelta(seconds=seconds)
