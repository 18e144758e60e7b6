"""The kinds of 要対応 in words: what staff read before the code that support asks for."""

from collections.abc import Mapping

#: Every code that the product opens items with → its kind. One of an older release has no word.
KIND_WORDS: Mapping[str, str] = {
    "auth_expired": "認証",
    "credential_expires": "認証情報の期限",
    "renewal_failed": "認証情報の更新",
    "mail_login": "購入者へのメール",
    "loop_refused": "モールの拒否",
    "loop_silent": "処理の停止",
    "intake_put_off": "受注取込の待ち",
    "step_refused": "書出の失敗",
    "stock_refused": "在庫書込みの失敗",
    "listing_missing": "出品なし",
    "listing_gone": "出品なし",
    "changed_on_mall": "モール側で変更",
    "line_unmatched": "未対応コード",
    "return_pending": "返品待ち",
    "stock_short": "在庫不足",
    "status_refused": "書出の失敗",
    "after_payment_refused": "書出の失敗",
    "bundle_told": "同梱",
    "opening_differs": "期首在庫",
    "unreadable": "読取りの失敗",
    "order_unstorable": "受注取込の失敗",
    "state_unknown": "未対応の状態",
    "scan_failing": "受注取込の失敗",
    "stock_unreadable": "在庫読取りの失敗",
    "brake": "書込みの一時停止",
}
