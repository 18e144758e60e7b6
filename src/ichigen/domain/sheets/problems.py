"""What can be wrong with a CSV file or one of its rows: a code for programs, what happened and what to do for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why a file or a row cannot be taken."""

    ENCODING = "E_ENCODING"
    UTF16 = "E_UTF16"
    EMPTY = "E_EMPTY"
    BROKEN = "E_BROKEN"
    TOO_LARGE = "E_TOO_LARGE"
    HEADER_MISSING = "E_HEADER_MISSING"
    HEADER_DUP = "E_HEADER_DUP"
    COLUMNS = "E_COLUMNS"
    REQUIRED = "E_REQUIRED"
    NUMBER = "E_NUMBER"
    QTY = "E_QTY"
    TOO_LONG = "E_TOO_LONG"
    UNPRINTABLE = "E_UNPRINTABLE"
    JAN = "E_JAN"
    ROUNDED = "E_ROUNDED"
    FLAG = "E_FLAG"
    SKU_UNKNOWN = "E_SKU_UNKNOWN"
    LOCATION_UNKNOWN = "E_LOCATION_UNKNOWN"
    PRODUCT_FIXED = "E_PRODUCT_FIXED"
    DUP_LINE = "E_DUP_LINE"
    BELOW_ZERO = "E_BELOW_ZERO"
    ONE_OFF = "E_ONE_OFF"
    CHANGED_SINCE = "E_CHANGED_SINCE"
    IN_USE = "E_IN_USE"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the column and value it is in, and what else its sentence names."""

    fault: Fault
    column: str = ""
    value: str = ""
    detail: str = ""


class SheetRefused(Exception):
    """The file as a whole cannot be read; nothing was stored of it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.fault.value)
        self.problem = problem


#: What is wrong, and what to do; places: value, detail, column.
WORDS: Mapping[Fault, tuple[str, str]] = {
    Fault.ENCODING: (
        "%(detail)s 行目に、UTF-8 でも Shift_JIS (CP932) でも読めない文字があります。",
        "Excel の「名前を付けて保存」で「CSV UTF-8」を選び、保存し直してください。",
    ),
    Fault.UTF16: (
        "ファイルが UTF-16 (Unicode テキスト) です。",
        "Excel の「名前を付けて保存」で「CSV UTF-8」を選び、保存し直してください。",
    ),
    Fault.EMPTY: ("ファイルに行がありません。", "見出しの行と、1 行以上のデータがあるファイルを選んでください。"),
    Fault.BROKEN: (
        '%(detail)s 行目の引用符 (") が閉じていないか、CSV の形になっていません。',
        "その行を直すか、Excel で開いて CSV で保存し直してください。",
    ),
    Fault.TOO_LARGE: ("ファイルが大きすぎます (%(detail)s)。", "ファイルを分けて取り込んでください。"),
    Fault.HEADER_MISSING: (
        "必要な列「%(column)s」が見つかりません。",
        "1 行目の見出しに「%(column)s」を加えてください。列の順番は自由です。",
    ),
    Fault.HEADER_DUP: ("列「%(column)s」が 2 つ以上あります。", "使わない方の列を消すか、見出しを変えてください。"),
    Fault.COLUMNS: (
        "見出しより多い列があります (「%(value)s」)。",
        '余分なカンマを消すか、値を引用符 (") で囲んでください。',
    ),
    Fault.REQUIRED: ("「%(column)s」が空です。", "値を入れてください。"),
    Fault.NUMBER: ("「%(value)s」は整数ではありません。", "小数点や単位のない整数にしてください。"),
    Fault.QTY: ("「%(value)s」は使える範囲の外です。", "%(detail)sの整数にしてください。"),
    Fault.TOO_LONG: ("「%(column)s」が長すぎます。", "%(detail)s 文字以内にしてください。"),
    Fault.UNPRINTABLE: ("「%(column)s」に使えない文字 (改行や制御文字) があります。", "その文字を消してください。"),
    Fault.JAN: ("「%(value)s」は JAN コードの形ではありません。", "8 桁か 13 桁 (UPC は 12 桁) の数字にしてください。"),
    Fault.ROUNDED: (
        "「%(value)s」は表計算ソフトが桁を丸めた数です。元の数字は失われています。",
        "列の書式を「文字列」にして、正しい数字を入れ直してください。",
    ),
    Fault.FLAG: ("「%(value)s」は 1 (はい) か 0 (いいえ) ではありません。", "1 か 0 にしてください。"),
    Fault.SKU_UNKNOWN: (
        "SKUコード「%(value)s」は登録されていません。",
        "コードを直すか、先に商品CSVで登録してください。",
    ),
    Fault.LOCATION_UNKNOWN: (
        "店舗・倉庫「%(value)s」は登録されていません。",
        "登録済みのコードか名前にしてください。空にすると、取込で選んだ場所になります。",
    ),
    Fault.PRODUCT_FIXED: (
        "この SKU の商品コードは「%(detail)s」です。CSV では別の商品に移せません。",
        "商品コードを「%(detail)s」に戻すか、この列を消してください。",
    ),
    Fault.DUP_LINE: (
        "%(detail)s 行目と同じ SKU です。",
        "1 つの SKU (在庫は店舗・倉庫ごと) を 1 行にまとめてください。",
    ),
    Fault.BELOW_ZERO: (
        "いまの在庫は %(detail)s 個です。0 個より少なくなります。",
        "数を確かめて直してください。出荷済みの分は戻せません。",
    ),
    Fault.ONE_OFF: (
        "一点物の在庫は、全部の場所を合わせて 0 か 1 です (%(detail)s 個になります)。",
        "別の商品なら、別の SKU として登録してください。",
    ),
    Fault.CHANGED_SINCE: (
        "確認のあとで変更されています (いまの値: %(detail)s)。上書きしませんでした。",
        "いまの値を確かめ、必要なら書き出し直してから取り込んでください。",
    ),
    Fault.IN_USE: (
        "この SKU はもう使われているため (在庫・出品・受注)、消しませんでした。",
        "不要なら、在庫を 0 にして出品の紐付けを外してください。",
    ),
}
