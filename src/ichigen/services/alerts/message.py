"""What a message says: as a mail for people, as JSON for programs. Of no person, with no secret."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ichigen.domain.alerts import EVENT_LABELS, Severity
from ichigen.domain.hours import JST
from ichigen.domain.json import JsonObject

NAME = "一元"
TEST_TITLE = "テスト送信です。通知の設定は正しく動いています。"


def mail_subject(events: Sequence[JsonObject], *, test: bool) -> str:
    """Return the subject; the worst comes first."""
    if test:
        return f"[{NAME}] テスト送信"
    first = _ordered(events)[0]
    urgent = "至急 " if _urgent(first) else ""
    more = f" ほか{len(events) - 1}件" if len(events) > 1 else ""
    return f"[{NAME}] {urgent}{EVENT_LABELS[str(first['state'])]}: {first['title']}{more}"


def mail_text(events: Sequence[JsonObject], hub_url: str, *, test: bool) -> str:
    """Return the plain text."""
    if test:
        return f"{TEST_TITLE}\n\n{link(hub_url, '/alerts/')}\n"
    return "\n".join(_paragraph(event, hub_url) for event in _ordered(events))


def webhook_body(events: Sequence[JsonObject], hub_url: str, at: datetime, *, test: bool) -> bytes:
    """Return the JSON document: `type`, `timestamp`, and in `data` the alerts with code, severity, account, since, link."""
    kept = ("id", "state", "code", "severity", "account", "detail", "title", "action", "since", "until")
    alerts = [
        {**{name: event[name] for name in kept}, "link": link(hub_url, str(event["path"]))}
        for event in _ordered(events)
    ]
    document: dict[str, Any] = {
        "type": "alerts.test" if test else "alerts.changed",
        "timestamp": at.isoformat(timespec="seconds"),
        "data": {"alerts": alerts},
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def link(hub_url: str, path: str) -> str:
    """Return the address of a page of the hub."""
    return hub_url.rstrip("/") + path


def _paragraph(event: JsonObject, hub_url: str) -> str:
    ended = event["state"] == "ended"
    since = f"発生: {_clock(event['since'])}" + (f"  解消: {_clock(event['until'])}" if ended else "")
    action = [] if ended else [str(event["action"])]
    heading = f"■ {EVENT_LABELS[str(event['state'])]}{'（至急）' if _urgent(event) else ''}: {event['title']}"
    return "\n".join([heading, since, *action, link(hub_url, str(event["path"])), ""])


def _ordered(events: Sequence[JsonObject]) -> list[JsonObject]:
    return sorted(events, key=lambda event: (not _urgent(event), event["state"] == "ended"))


def _urgent(event: JsonObject) -> bool:
    return event["severity"] == Severity.URGENT and event["state"] != "ended"


def _clock(value: object) -> str:
    return f"{datetime.fromisoformat(str(value)).astimezone(JST):%Y/%m/%d %H:%M}"
