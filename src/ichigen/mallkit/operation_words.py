"""What staff read of a call: operation names (`mallkit.http.Call`) in words. A mall names its calls after these."""

from collections.abc import Mapping

#: Operation → what it does. A name that is not here takes the words of the family before its last dot.
OPERATION_WORDS: Mapping[str, str] = {
    "auth": "認証",
    "auth.token": "認証トークンの取得",
    "license": "認証情報の確認",
    "license.expiry": "認証情報の期限の確認",
    "shop": "ショップ情報の読取り",
    "sellers": "出品者情報の読取り",
    "schema": "モールの仕様の確認",
    "locations": "在庫の保管場所の読取り",
    "orders": "受注の処理",
    "orders.list": "受注の一覧を読む",
    "orders.search": "受注の一覧を読む",
    "orders.get": "受注の内容を読む",
    "orders.confirm": "注文確認の書込み",
    "orders.ship": "出荷通知の書込み",
    "orders.retrack": "伝票番号の変更",
    "orders.status": "受注ステータスの書込み",
    "orders.change": "受注内容の書込み",
    "orders.cancel": "キャンセルの書込み",
    "orders.cancel_shipped": "出荷後のキャンセルの書込み",
    "orders.fulfillment": "出荷できる明細を読む",
    "orders.job": "キャンセル処理の結果を読む",
    "shipping": "配送の処理",
    "shipping.create": "配送の登録",
    "shipping.track": "伝票番号の登録",
    "shipping.complete": "出荷完了の書込み",
    "stock": "在庫の処理",
    "stock.read": "在庫数を読む",
    "stock.read.for_write": "書込み前に在庫数を読む",
    "stock.get": "在庫数を読む",
    "stock.write": "在庫数の書込み",
    "items": "出品の読取り",
    "items.list": "出品の一覧を読む",
    "items.search": "出品の一覧を読む",
    "items.read": "出品の内容を読む",
    "items.names": "商品名を読む",
    "listings": "出品の読取り",
    "listings.list": "出品の一覧を読む",
    "listings.get": "出品の内容を読む",
    "listings.categories": "カテゴリの一覧を読む",
    "listings.check": "出品の権限の確認",
    "fba": "モール倉庫の在庫を読む",
    "reports": "レポートの処理",
    "reports.create": "出品一覧レポートの依頼",
    "reports.get": "レポートの完了の確認",
    "reports.document": "レポートの受取り",
    "feeds": "まとめ書込みの処理",
    "feeds.create.listings": "在庫数のまとめ書込み",
    "feeds.create.orders": "受注のまとめ書込み",
    "feeds.get": "まとめ書込みの結果の確認",
    "feeds.document.create": "まとめ書込みの準備",
    "feeds.document.get": "まとめ書込みの結果の受取り",
    "documents": "ファイルの受渡し",
    "documents.put": "ファイルの送信",
    "documents.get": "ファイルの受信",
    "news": "注文通知の設定",
    "webhooks": "注文通知の設定",
    "webhooks.list": "注文通知の設定の確認",
    "webhooks.create": "注文通知の登録",
    "webhooks.delete": "注文通知の削除",
    "queue": "注文通知の受取り",
    "account": "接続チェック",
}


def operation_word(operation: str) -> str:
    """Return what an operation does, in Japanese; empty where neither it nor its family is known."""
    name = operation
    while name and name not in OPERATION_WORDS:
        name = name.rpartition(".")[0]
    return OPERATION_WORDS.get(name, "")


def operations_called(text: str) -> tuple[str, ...]:
    """Return the operations whose words contain a text, so that a person finds what a person reads."""
    return tuple(name for name, word in OPERATION_WORDS.items() if text in word)
