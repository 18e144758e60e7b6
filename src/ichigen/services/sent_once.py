"""A drawn form has its effect once, however often it is sent: a double click, a resend after a lost answer."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from ichigen.services.clock import now
from ichigen.store import sent_forms

#: What the person is told who sent a form a second time.
TWICE = "このフォームはすでに登録されています。2 回目は登録していません。"

#: Nobody sends a form again after this many days.
KEPT_DAYS = 7


def act_once(key: str, act: Callable[[], object]) -> bool:
    """Do it in one transaction with the key of its form; False where this very form has done it before.

    What `act` raises undoes the key too, so that the form may be sent again corrected. A form without a key (drawn
    before an upgrade) is simply done.
    """
    with transaction.atomic():
        if _is_key(key) and not sent_forms.claim(key):
            return False
        act()
    return True


def forget_forms() -> None:
    """Remove keys that nobody sends any more."""
    sent_forms.forget_forms(now() - timedelta(days=KEPT_DAYS))


def _is_key(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
