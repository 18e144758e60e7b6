"""What the shop chose for an account, as the intake acts on it (G3-05, G3-07, G3-14)."""

from dataclasses import dataclass, field

from ichigen.domain.buyers import BuyerRule
from ichigen.domain.orders import Party
from ichigen.mallkit import registry
from ichigen.mallkit.options import (
    AUTO_INTAKE,
    BUYER_ENTRIES,
    BUYER_RULE,
    FIXED_ENTRIES,
    LANDING_STATUS,
    OFF,
    option_value,
)
from ichigen.store.accounts import Account


@dataclass(frozen=True, slots=True)
class IntakeChoices:
    """`landing`: code of the status of new paid orders, "" = of their phase; `automatic`: 受注の自動取得."""

    landing: str = ""
    automatic: bool = True
    buyer: BuyerRule = field(default_factory=BuyerRule)


def intake_choices(account: Account) -> IntakeChoices:
    """Return what holds now; nothing but the defaults where the mall declares no such options."""
    mall = registry.malls().get(account.mall_id)
    if mall is None or not mall.options:
        return IntakeChoices()
    options, settings = mall.options, account.settings
    entries = {member: option_value(options, settings, name) for member, name in BUYER_ENTRIES.items()}
    return IntakeChoices(
        landing=option_value(options, settings, LANDING_STATUS),
        automatic=option_value(options, settings, AUTO_INTAKE) != OFF,
        buyer=BuyerRule(option_value(options, settings, BUYER_RULE) == FIXED_ENTRIES, Party(**entries)),
    )
