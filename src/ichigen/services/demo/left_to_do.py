"""What the interactive demo leaves to whoever tries it: two everyday cases of 要対応, made by the people of the malls."""

from ichigen.services.demo.town import DemoTown
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBack

#: Put on sale on the mall's own screen; no SKU has its code.
NEW_CODE = "IG-NEW-1"
NEW_ITEM = {"title": "新作 豆皿 三つ組", "price": 1980, "quantity": 6}


def sell_unknown(town: DemoTown, mall_id: str) -> str:
    """Have an article that was put on sale on the mall alone sell at once (未対応コード); return the order's number."""
    town.put_item(mall_id, NEW_CODE, NEW_ITEM)
    return town.buy(mall_id, NEW_CODE)


def cancel_shipped(town: DemoTown, mall_id: str) -> str:
    """Have the buyer of an order that has left cancel it (返品待ち); return its number, empty while none has left."""
    account = Account.objects.get(mall_id=mall_id)
    told = WriteBack.objects.filter(kind="ship", state=WriteBack.State.DONE).values("order")
    left = Order.objects.filter(account=account, phase="shipped", history=False, pk__in=told)
    number = left.order_by("ordered_at", "id").values_list("number", flat=True).first() or ""
    if number:
        town.act(mall_id, number, "cancel")
    return number
