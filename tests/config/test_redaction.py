"""Nothing secret or personal reaches a log line."""

import json
import logging

import pytest
import structlog

from ichigen.config.logs import formatter
from ichigen.config.redaction import HIDDEN, redacted, redacted_text


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: ESA U1AzMDFfc2VjcmV0Oks=",
        "Authorization: Bearer s3cret-value.x",
        "sent with Bearer s3cret-value.x",
        "access_token=s3cret-value&x=1",
        '{"client_secret": "s3cret-value"}',
        "password: s3cret-value",
        "X-Shopify-Access-Token: s3cret-value",
        "postgresql://hub:s3cret-value@db.example/ichigen",
        "Not Found: /login/once/s3cret-value_-x/",
        "licenseKey=s3cret-value",
        "issued ich_s3cret-value-Uh7K2_q9PzX0 to the warehouse",
    ],
)
def test_secrets_in_text_are_hidden(text: str) -> None:
    shown = redacted_text(text)

    assert HIDDEN in shown
    assert "s3cret-value" not in shown
    assert "U1AzMDFfc2VjcmV0Oks=" not in shown


@pytest.mark.parametrize(
    "personal",
    ["taro.yamada@example.jp", "090-1234-5678", "09012345678", "03-1234-5678", "0312345678", "+81 90-1234-5678"],
)
def test_addresses_and_numbers_of_people_are_hidden(personal: str) -> None:
    assert redacted_text(f"buyer {personal} wrote") == f"buyer {HIDDEN} wrote"


@pytest.mark.parametrize(
    "harmless",
    [
        "502763-20171027-00006701",  # a 楽天 order number
        "2026-11-22T12:00:00.123456Z",
        "250-1234567-1234567",  # an Amazon order number
        "tracking 123456789012",
        "127.0.0.1:8000",
        "4901234567894",  # a JAN
        "shop-10012345",
        "keys: 3, tokens left: 28",
    ],
)
def test_order_numbers_times_and_codes_stay_readable(harmless: str) -> None:
    assert redacted_text(harmless) == harmless


def test_fields_with_secret_or_personal_names_lose_their_value_at_any_depth() -> None:
    event = {"account": 7, "headers": {"Authorization": "x", "accept": "json"}, "buyer": {"name": "山田"}, "tel": "1"}

    assert redacted(event) == {
        "account": 7,
        "headers": {"Authorization": HIDDEN, "accept": "json"},
        "buyer": HIDDEN,
        "tel": HIDDEN,
    }


def test_a_line_of_the_standard_library_and_its_traceback_are_redacted() -> None:
    try:
        raise ValueError("mail taro@example.jp refused, token=abc123")
    except ValueError as problem:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "sent to %s", ("hanako@example.jp",), None)
        record.exc_info = (type(problem), problem, problem.__traceback__)
    line = formatter().format(record)

    shown = json.loads(line)
    assert shown["event"] == f"sent to {HIDDEN}"
    assert "ValueError" in shown["exception"]
    for leak in ("taro@", "hanako@", "abc123"):
        assert leak not in line


def test_a_structlog_line_is_redacted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.setFormatter(formatter())
    structlog.get_logger("ichigen.test").warning("refused", secret="s3cret-value", row=3)

    shown = json.loads(caplog.text)
    assert (shown["event"], shown["secret"], shown["row"], shown["level"]) == ("refused", HIDDEN, 3, "warning")
