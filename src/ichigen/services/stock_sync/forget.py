"""Another stock of the shop is meant from now on: what is believed of the mall's numbers is dropped, and all is read anew."""

from collections.abc import Mapping

from ichigen.domain.loops import LoopKind
from ichigen.mallkit.manifest import Mall
from ichigen.services.wake import wake
from ichigen.store import forgotten_numbers, loops
from ichigen.store.accounts import Account


def forget_if_moved(mall: Mall, account: Account, settings: Mapping[str, str]) -> None:
    """Drop the numbers of an account where `settings`, about to replace its own, mean another stock of the shop.

    Call it inside the transaction that stores them, before the row of the account is locked: the stock loop locks its lease,
    listings and account in this order too. A run under way knows the old settings and stores nothing any more.
    """
    names = mall.says_which_stock()
    if all(settings.get(name, "") == account.settings.get(name, "") for name in names):
        return
    loops.cut_off(account.pk, LoopKind.STOCK)
    forgotten_numbers.forget(account.pk)
    wake(account.pk, LoopKind.STOCK)
