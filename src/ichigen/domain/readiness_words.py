"""How the conditions of readiness read, and where each is mended (E2-01…E2-06)."""

from collections.abc import Mapping
from enum import StrEnum


class Fix(StrEnum):
    """The place where a condition is mended."""

    ACCOUNT = "account"
    CREDENTIALS = "credentials"
    BIND = "bind"
    LISTINGS = "listings"
    RECEIVE = "receive"
    WRITES = "writes"
    WORKLIST = "worklist"


#: Each condition: its name, how it reads when met, how when not, where it is mended.
WORDS: Mapping[str, tuple[str, str, str, Fix]] = {
    "linked": (
        "アカウントが有効",
        "つながっています。",
        "無効にしたアカウントです。使うときは、アカウントの画面の「有効に戻す」を押してください。",
        Fix.ACCOUNT,
    ),
    "checked": (
        "接続チェックに合格",
        "%(at)s に合格しました。",
        "%(at)s の接続チェックで不足が見つかりました。直してから、もう一度実行してください。",
        Fix.ACCOUNT,
    ),
    "functions": (
        "必要な機能と権限",
        "すべて使えます。",
        "不足: %(missing)s。モールで利用申請をしてから、接続チェックを実行してください。",
        Fix.ACCOUNT,
    ),
    "credential": (
        "認証の有効期間",
        "%(until)s まで使えます。",
        "%(until)s に切れました。認証情報を更新してください。",
        Fix.CREDENTIALS,
    ),
    "orders": (
        "受注を取り込んでいる",
        "最終取込 %(at)s",
        "最終取込 %(at)s から止まっています。動作状況を確認してください。",
        Fix.ACCOUNT,
    ),
    "lookback": (
        "受注をさかのぼる日数",
        "設定のとおりにさかのぼっています。",
        "「%(label)s」が 1〜60 の整数ではないため、既定の日数をさかのぼっています。直してください。",
        Fix.CREDENTIALS,
    ),
    "catalogue": (
        "出品を読み取った",
        "%(n)s 件の出品があります。",
        "まだ読み取っていません。数分待っても変わらないときは、動作状況を確認してください。",
        Fix.ACCOUNT,
    ),
    "bound": (
        "出品が SKU に紐付いている",
        "%(m)s 件すべてが紐付いています。",
        "%(m)s 件のうち %(n)s 件だけが紐付いています。残りの在庫は連動しません。",
        Fix.LISTINGS,
    ),
    "opened": (
        "期首在庫を登録した",
        "すべて登録されています。",
        "%(n)s 件の SKU に在庫が一度も登録されていません。期首在庫を取り込むか、入荷を登録してください。",
        Fix.RECEIVE,
    ),
    "started": (
        "在庫連動を開始した",
        "%(at)s から連動しています。",
        "確認のみのため、モールに書き込みません。在庫連動を開始してください。",
        Fix.ACCOUNT,
    ),
    "writes": (
        "書込みを停止していない",
        "停止していません。",
        "%(at)s から、全モールへの書込みを停止しています。",
        Fix.WRITES,
    ),
    "brake": (
        "0 にする書込みを止めていない",
        "止めていません。",
        "%(at)s から、多数の在庫が 0 になるため止めています。要対応で確かめてください。",
        Fix.WORKLIST,
    ),
    "listed": (
        "出品がある",
        "出品があります。",
        "この SKU を使う出品がありません。出品の紐付けで、モールの商品コードに紐付けてください。",
        Fix.LISTINGS,
    ),
    "bound_one": (
        "SKU に紐付いている",
        "紐付いています。",
        "どの SKU の在庫か分かりません。SKU に紐付けてください。",
        Fix.BIND,
    ),
    "exists": (
        "モールに商品がある",
        "%(at)s に確認しました。",
        "モールにこのコードの商品が見つかりません。モールで登録するか、コードを直してください。",
        Fix.WORKLIST,
    ),
    "on_sale": (
        "モールで販売している",
        "販売中です。",
        "モールで販売を停止しています。モールの管理画面で販売を始めてください。",
        Fix.LISTINGS,
    ),
    "limited": (
        "在庫が 0 になると売り止まる",
        "0 になると売り止まります。",
        "在庫が 0 でも売り続ける設定です。0 を書き込んでも注文が入ります。モールの商品の画面で、在庫を追跡し、"
        "在庫切れのときは販売を続けない設定にしてください。",
        Fix.LISTINGS,
    ),
    "all_limited": (
        "在庫が 0 になると売り止まる",
        "すべて、0 になると売り止まります。",
        "在庫が 0 でも売り続ける設定の出品が %(n)s 件あります。0 を書き込んでも注文が入ります。"
        "モールの商品の画面で、在庫を追跡し、在庫切れのときは販売を続けない設定にしてください。",
        Fix.LISTINGS,
    ),
    "ours": (
        "自社の在庫から出荷している",
        "自社の在庫から出荷しています。",
        "モール倉庫の在庫です。数はモールが管理するため、連動しません。表示だけを行います。",
        Fix.LISTINGS,
    ),
    "read": (
        "モールの在庫を読んだ",
        "%(at)s に読みました。",
        "まだ読み取っていません。数分待っても変わらないときは、要対応を確認してください。",
        Fix.WORKLIST,
    ),
    "opened_one": (
        "期首在庫を登録した",
        "登録されています。",
        "この SKU に在庫が一度も登録されていません。期首在庫を取り込むか、入荷を登録してください。",
        Fix.RECEIVE,
    ),
    "accepted": ("モールが在庫を受け付けた", "エラーはありません。", "モールの答え: %(why)s", Fix.WORKLIST),
    "agreed": (
        "モール側で変更されていない",
        "変更はありません。",
        "モールの数が、あるはずの数と違います (仮確保 %(n)s 個)。受注を確かめています。",
        Fix.WORKLIST,
    ),
    "written": (
        "モールの数が合っている",
        "%(seen)s 個で合っています。",
        "%(seen)s 個を %(desired)s 個にするのを待っています。",
        Fix.ACCOUNT,
    ),
    "confirmed": (
        "読み返して確認した",
        "確認済み %(at)s",
        "まだ読み返していません。次の読み取りで確認します。",
        Fix.ACCOUNT,
    ),
}

#: What is said instead where more is known.
NEVER_CHECKED = "まだ確認していません。接続チェックを実行してください。"
DEAD = "接続できません。%(why)s"
NO_EXPIRY = "期限は分かっていません。接続チェックで確かめ続けます。"
INTAKE_NEVER = "まだ一度も取り込んでいません。数分待っても変わらないときは、動作状況を確認してください。"
INTAKE_FAILING = "最後の取込 %(at)s のあと失敗しています。%(why)s"
INTAKE_OFF = "受注の自動取得を切っています。最終取込 %(at)s。受注は「いま受注を取り込む」を押したときだけ取り込みます。"
INTAKE_OFF_NEVER = "受注の自動取得を切っていて、まだ一度も取り込んでいません。「いま受注を取り込む」を押してください。"
NOTHING_TO_BIND = "紐付ける出品がまだありません。"
STOCK_FAILING = "%(seen)s 個を %(desired)s 個にするのを待っています。%(why)s"
