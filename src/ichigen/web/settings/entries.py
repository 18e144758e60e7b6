"""The pages of 設定: one table, from which the index is drawn. A new page is a new row."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action, may


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its route, its name, what it is for, a Lucide icon, and the action it asks for (None = everybody)."""

    route: str
    name: "str | Promise"
    about: "str | Promise"
    icon: str
    action: Action | None = None


ENTRIES = (
    Entry(
        "accounts:list",
        _("ECアカウント"),
        _("モールとの接続、認証情報の期限、接続チェック"),
        "store",
        Action.ACCOUNT_VIEW,
    ),
    Entry(
        "write_back:list",
        _("ステータス紐付け"),
        _("どのステータスをモールに書き出すか。アカウントごとの表と時間帯変換設定"),
        "send",
        Action.WRITE_BACK_RUN,
    ),
    Entry("alerts:settings", _("通知"), _("止まったことを知らせるメールと Webhook"), "bell", Action.ALERT_EDIT),
    Entry(
        "settings:locations",
        _("店舗・倉庫"),
        _("在庫の置き場所と、モールで売るかどうか"),
        "warehouse",
        Action.SETTINGS_EDIT,
    ),
    Entry(
        "settings:statuses",
        _("受注ステータス"),
        _("名前、色、並び順。自店のステータスを足せます"),
        "tags",
        Action.SETTINGS_EDIT,
    ),
    Entry(
        "settings:mail_templates",
        _("メールテンプレート"),
        _("購入者に送るメールの件名と本文。受注の内容を差し込みます"),
        "mail",
        Action.SETTINGS_EDIT,
    ),
    Entry(
        "settings:staff",
        _("スタッフと権限"),
        _("追加、役割、無効化、ログイン用リンクの再発行"),
        "users",
        Action.STAFF_MANAGE,
    ),
    Entry(
        "api_tokens:list",
        _("APIトークン"),
        _("ほかのシステムが Ichigen を使うための鍵です。"),
        "key-round",
        Action.API_MANAGE,
    ),
    Entry("settings:history", _("操作履歴"), _("誰が、いつ、何を、なぜ変えたか"), "history", Action.HISTORY_VIEW),
    Entry("settings:display", _("表示"), _("行の高さ、キーボード操作、言語"), "monitor"),
    Entry(
        "settings:system", _("接続URL・版"), _("この環境の版、データベース、動作状況"), "server", Action.HISTORY_VIEW
    ),
)


def entries_for(role: str) -> tuple[Entry, ...]:
    """Return the pages this role may open."""
    return tuple(entry for entry in ENTRIES if entry.action is None or may(role, entry.action))
