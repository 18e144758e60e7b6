"""店内メモ and labels of an order, each change in its timeline. No mall learns of them."""

from django.db import transaction

from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.orders.events import add_event
from ichigen.store.order_desk import Label, OrderLabel, OrderMemo
from ichigen.store.orders import Order

MOST_LETTERS = 1000
NO_LABEL = GuardRefusal("no_label", "このラベルはもうありません。")
TOO_LONG = GuardRefusal("memo_too_long", "メモは 1,000 文字までです。短くしてください。")


def write_memo(order_id: int, text: str, actor_id: int | None) -> GuardRefusal | None:
    """Replace the memo; an empty text removes it. None when done or nothing changed."""
    text = text.strip()
    if len(text) > MOST_LETTERS:
        return TOO_LONG
    with transaction.atomic():
        _lock(order_id)
        before = OrderMemo.objects.filter(order_id=order_id).first()
        if text == (before.text if before else ""):
            return None
        _store(order_id, text, actor_id)
        add_event(order_id, "memo", "メモを変更しました" if text else "メモを消しました", actor_id)
    return None


def append_memo(order_id: int, text: str, actor_id: int | None) -> GuardRefusal | None:
    """Add a line to the memo; what is there stays."""
    with transaction.atomic():
        _lock(order_id)
        before = OrderMemo.objects.filter(order_id=order_id).first()
        whole = f"{before.text}\n{text.strip()}" if before else text.strip()
        if len(whole) > MOST_LETTERS:
            return TOO_LONG
        _store(order_id, whole, actor_id)
        add_event(order_id, "memo", "メモを変更しました", actor_id)
    return None


def add_label(order_id: int, label_id: int, actor_id: int | None) -> bool | None:
    """Put a label on; True where it was not there, None where there is no such label."""
    with transaction.atomic():
        _lock(order_id)
        label = Label.objects.filter(pk=label_id).first()
        if label is None:
            return None
        _, added = OrderLabel.objects.get_or_create(order_id=order_id, label=label)
        if added:
            add_event(order_id, "label", f"ラベル「{label.name}」を付けました", actor_id)
    return added


def remove_label(order_id: int, label_id: int, actor_id: int | None) -> bool | None:
    """Take a label off; True where it was there, None where there is no such label."""
    with transaction.atomic():
        _lock(order_id)
        label = Label.objects.filter(pk=label_id).first()
        if label is None:
            return None
        removed = bool(OrderLabel.objects.filter(order_id=order_id, label=label).delete()[0])
        if removed:
            add_event(order_id, "label", f"ラベル「{label.name}」を外しました", actor_id)
    return removed


def make_label(name: str) -> int:
    """Return the label of that name, made where there is none. `name`: 1 to 20 characters."""
    return Label.objects.get_or_create(name=name.strip())[0].pk


def find_label(name: str) -> int | None:
    """Return the label of that name, None where there is none."""
    return Label.objects.filter(name=name).values_list("id", flat=True).first()


def _lock(order_id: int) -> None:
    """Raises `Order.DoesNotExist`."""
    Order.objects.select_for_update(of=("self",), no_key=True).only("id").get(id=order_id)


def _store(order_id: int, text: str, actor_id: int | None) -> None:
    if text:
        OrderMemo.objects.update_or_create(
            order_id=order_id, defaults={"text": text, "changed_at": now(), "actor_id": actor_id}
        )
    else:
        OrderMemo.objects.filter(order_id=order_id).delete()
