"""The SKU that a person or a barcode reader means."""

from ichigen.domain.sheets.values import narrow
from ichigen.services.stock.refusal import StockRefused
from ichigen.store.goods import Sku


def find_sku(text: str) -> int:
    """Return the SKU of a code or of a JAN that only one SKU has. Raises `StockRefused`."""
    text = text.strip()
    half = narrow(text)
    for code in (text, half):
        found = Sku.objects.filter(code=code).values_list("id", flat=True).first()
        if found is not None:
            return found
    by_jan = list(Sku.objects.filter(jan=half).values_list("id", flat=True)[:2]) if half else []
    if len(by_jan) == 1:
        return by_jan[0]
    if by_jan:
        raise StockRefused("jan_ambiguous", "この JAN の SKU が 2 つ以上あります。SKUコードを入力してください。")
    raise StockRefused("sku_unknown", "この SKUコード・JAN は登録されていません。商品の画面で確かめてください。")
