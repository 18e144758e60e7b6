"""Accept orders on malls that want a confirmation: by rule, never while the postage is undetermined."""

from django.db import transaction

from ichigen.domain.write_back import Confirm, GuardRefusal
from ichigen.mallkit.manifest import Mall
from ichigen.services.write_back.open import open_write_back, plan_for
from ichigen.store.accounts import Account
from ichigen.store.orders import Order

BATCH = 100


def open_auto_confirms(account: Account, kind: Mall) -> int:
    """Open a confirmation for every order that waits for one; off with the account setting `auto_confirm` = "off"."""
    if not kind.write_back.confirm or account.settings.get("auto_confirm") == "off":
        return 0
    opened = 0
    with transaction.atomic():
        waiting = (
            Order.objects.select_for_update(of=("self",), no_key=True)
            .filter(account=account, phase="new", confirmable=True, history=False)
            .exclude(write_backs__kind="confirm")
            .select_related("account")
            .order_by("id")[:BATCH]
        )
        for order in waiting:
            steps = plan_for(order, Confirm())
            if not isinstance(steps, GuardRefusal):
                open_write_back(order, Confirm(), steps, None)
                opened += 1
    return opened
