"""在庫連動を開始 at the end of the first link: what was shown is what starts."""

from django.db import transaction

from ichigen.domain.write_back import GuardRefusal
from ichigen.services.accounts.start import start_stock_sync
from ichigen.services.first_link.differences import Change, differences
from ichigen.services.first_link.opening import NO_HELD, unsaid_units
from ichigen.services.first_link.plan import undecided
from ichigen.store import import_plan
from ichigen.store.accounts import Account

UNDECIDED = GuardRefusal(
    "import_undecided", "取込みの確認で、まだ決めていない出品があるため開始できません。取込みの確認で決めてください。"
)
NOT_OPENED = GuardRefusal(
    "opening_missing", "期首在庫の元をまだ選んでいないため開始できません。期首在庫の元を選んでください。"
)
CHANGED = GuardRefusal(
    "differences_changed", "差異の件数が変わりました。差異の一覧を確認してから、もう一度開始してください。"
)


@transaction.atomic
def begin_stock_sync(account_id: int, shown: int, actor_id: int | None) -> GuardRefusal | None:
    """Start 在庫連動 of an account whose first link is complete; None when done.

    `shown`: how many differences the person saw. Another number is refused: they would start something else.
    """
    import_plan.lock(account_id)  # an opening locks listings before the account, starting after it
    account = Account.objects.select_for_update(no_key=True).only("id", "opened_from").get(pk=account_id)
    if undecided(account_id):
        return UNDECIDED
    if not account.opened_from:
        return NOT_OPENED
    if unsaid_units(account_id):
        return NO_HELD
    if differences(account_id).counts[Change.ALL] != shown:
        return CHANGED
    return start_stock_sync(account_id, actor_id)
