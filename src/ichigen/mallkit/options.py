"""What a shop chooses for an account, as data: drawn by the account screen, kept in its settings, read by the core.

An option is no credential: it is saved any day, without 接続チェック. The standard ones are what the core itself acts on, by
their names here; a mall declares those that make sense for it, and further ones that only its client reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

INTAKE_GROUP, BUYER_GROUP, WRITING_GROUP = "受注の取込み", "注文者情報設定", "外部システム連携設定"


class OptionKind(StrEnum):
    """How an option is drawn and checked. Values are stored as text; a switch is "on" or "off"."""

    CHOICE = "choice"
    STATUS = "status"
    DAYS = "days"
    SWITCH = "switch"
    TEXT = "text"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a CHOICE."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class AccountOption:
    """One thing to choose.

    `default` holds where nothing was saved. `choices`: of a CHOICE. `least`, `most`: of DAYS. `placeholders`: what a
    TEMPLATE may hold in brackets. `only_with`: (name, value) of the option that must be chosen for this one to count.
    `required`: it must not be empty where it counts. `group`: the heading it stands under. STATUS chooses one of the
    shop's statuses whose phase is in `phases`. `resets_stock`: as of a `CredentialField`.
    """

    name: str
    label: str
    help: str
    kind: OptionKind
    default: str = ""
    choices: tuple[Choice, ...] = ()
    least: int = 1
    most: int = 365
    placeholders: tuple[str, ...] = ()
    only_with: tuple[str, str] | None = None
    required: bool = False
    phases: tuple[str, ...] = ()
    group: str = INTAKE_GROUP
    resets_stock: bool = False


def option_value(options: tuple[AccountOption, ...], settings: Mapping[str, str], name: str) -> str:
    """Return what holds for an option: the saved value, else its default; "" where the mall does not declare it."""
    found = next((option for option in options if option.name == name), None)
    return "" if found is None else settings.get(name, "") or found.default


LANDING_STATUS, LOOKBACK_DAYS, AUTO_INTAKE, BUYER_RULE = "landing_status", "lookback_days", "auto_intake", "buyer_rule"
COPY_RECEIVER, FIXED_ENTRIES = "copy", "fixed"
ON, OFF = "on", "off"

#: Orders of the mall that are paid and wait for shipping begin with this status of ours (G3-05).
LANDING = AccountOption(
    LANDING_STATUS,
    "取り込んだ受注のステータス",
    "入金済で発送前の受注を取り込むときに付けるステータス。選ばないときは「発送待ち」です。",
    OptionKind.STATUS,
    phases=("new", "ready", "held"),
)

#: 受注の自動取得 (G3-07). Without it orders are taken in when a person asks.
AUTO = AccountOption(
    AUTO_INTAKE,
    "受注の自動取得",
    "切ると、受注は「いま受注を取り込む」を押したときだけ取り込みます。その間に売れた分は、他のモールの在庫に反映されません。",
    OptionKind.SWITCH,
    default=ON,
)


def lookback(default_days: int, most: int = 60) -> AccountOption:
    """受注を取得する日数 (G3-06); a scan names it as its `lookback_setting`."""
    return AccountOption(
        LOOKBACK_DAYS,
        "受注を取得する日数",
        "注文日からこの日数の受注を、繰り返し取り込みます。",
        OptionKind.DAYS,
        default=str(default_days),
        most=most,
    )


#: 一律で下記内容を入力する: the entries, by the members of `domain.orders.Party` (G3-14).
BUYER_ENTRIES: Mapping[str, str] = {
    "name": "buyer_name",
    "kana": "buyer_kana",
    "postal_code": "buyer_postal_code",
    "prefecture": "buyer_prefecture",
    "city": "buyer_city",
    "street": "buyer_street",
    "phone": "buyer_phone",
    "email": "buyer_email",
}
_WORDS = (
    "注文者の氏名",
    "注文者の氏名(カナ)",
    "注文者の郵便番号",
    "注文者の都道府県",
    "注文者の市区町村",
    "注文者の番地・建物名",
    "注文者の電話番号",
    "注文者のメールアドレス",
)
_NEEDED = frozenset({"name", "postal_code", "prefecture", "city", "street", "phone"})

#: 注文者情報設定, for a mall that does not say who buys (G3-13, G3-14).
BUYER: tuple[AccountOption, ...] = (
    AccountOption(
        BUYER_RULE,
        "注文者の情報",
        "このモールは注文者を教えません。匿名配送を使う店舗は「一律で下記内容を入力する」を選んでください。"
        "一律の内容は顧客として扱わず、検索・宛名・メールに使いません。",
        OptionKind.CHOICE,
        default=COPY_RECEIVER,
        choices=(
            Choice(COPY_RECEIVER, "注文者に送付先の内容を入れる"),
            Choice(FIXED_ENTRIES, "一律で下記内容を入力する"),
        ),
        group=BUYER_GROUP,
    ),
    *(
        AccountOption(
            name,
            word,
            "",
            OptionKind.TEXT,
            only_with=(BUYER_RULE, FIXED_ENTRIES),
            required=member in _NEEDED,
            group=BUYER_GROUP,
        )
        for (member, name), word in zip(BUYER_ENTRIES.items(), _WORDS, strict=True)
    ),
)
