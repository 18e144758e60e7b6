"""同梱: orders of one account to one address in one parcel, one 親注文 and its 子注文 (G3-17, G3-26, G3-27, G3-37). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ichigen.domain.write_back import GuardRefusal


@dataclass(frozen=True, slots=True)
class Member:
    """An order as a bundle looks at it.

    `address`: what orders to the same person at the same address share, None = unknown. `open`: the goods are here.
    `anonymous`: 匿名配送. `parent_id`: its 親注文; `has_children`: it is one. `shipped`: the goods have left.
    """

    id: int
    number: str
    account_id: int
    address: int | None
    open: bool
    anonymous: bool = False
    parent_id: int | None = None
    has_children: bool = False
    shipped: bool = False


@dataclass(frozen=True, slots=True)
class Notices:
    """The 子注文 that get what is written for the 親注文, and those to be processed on the mall's own screen.

    `gone`: those that left before; a corrected parcel is theirs too.
    """

    written: tuple[Member, ...]
    by_hand: tuple[Member, ...]
    gone: tuple[Member, ...] = ()


SAME = GuardRefusal("bundle_itself", "同じ受注どうしは同梱できません。")
OTHER_ACCOUNT = GuardRefusal("bundle_account", "別のECアカウントの受注は同梱できません。")
NO_BUNDLE = GuardRefusal("bundle_anonymous", "匿名配送の受注は同梱できません。モールの画面で1件ずつ発送してください。")
OTHER_ADDRESS = GuardRefusal("bundle_address", "お届け先が同じ受注だけを同梱できます。")
NOT_OPEN = GuardRefusal("bundle_closed", "出荷前の受注だけを同梱できます。")
IN_A_BUNDLE = GuardRefusal("bundle_taken", "すでに同梱されている受注です。先に同梱を解除してください。")
IS_CHILD = GuardRefusal("bundle_child", "同梱の子注文です。親注文を出荷するか、先に同梱を解除してください。")


def join_problem(parent: Member, child: Member) -> GuardRefusal | None:
    """Return why `child` cannot become a 子注文 of `parent`."""
    problems = (
        (parent.id == child.id, SAME),
        (parent.account_id != child.account_id, OTHER_ACCOUNT),
        (parent.anonymous or child.anonymous, NO_BUNDLE),
        (parent.address is None or parent.address != child.address, OTHER_ADDRESS),
        (not (parent.open and child.open), NOT_OPEN),
        (parent.parent_id is not None or child.has_children, IN_A_BUNDLE),
        (child.parent_id not in (None, parent.id), IN_A_BUNDLE),
    )
    return next((refusal for applies, refusal in problems if applies), None)


def notices(parent: Member, children: Sequence[Member]) -> Notices:
    """Return what a shipment of the 親注文 means for its 子注文.

    匿名配送: only the 親注文 is written (G3-26). Else what is written for it is written for them as well (G3-27).
    """
    still_here = tuple(child for child in children if child.open)
    by_hand = tuple(child for child in still_here if parent.anonymous or child.anonymous)
    gone = tuple(child for child in children if child.shipped and not (parent.anonymous or child.anonymous))
    return Notices(tuple(child for child in still_here if child not in by_hand), by_hand, gone)
