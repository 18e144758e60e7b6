"""What 楽天市場 is, as data."""

from collections.abc import Mapping

from ichigen.mallkit.mail import MailRelay
from ichigen.mallkit.manifest import (
    CredentialField,
    Endpoint,
    Limit,
    Mall,
    StatusDefault,
    WriteBackCapability,
)
from ichigen.malls.rakuten.client import RakutenClient
from ichigen.malls.rakuten.client_stock import CAPABILITY
from ichigen.malls.rakuten.functions import FUNCTIONS
from ichigen.malls.rakuten.scans import FEED
from ichigen.malls.rakuten.sentences import SENTENCES
from ichigen.malls.rakuten.translate_changes import plan

#: Requests a second by operation (section 0). Every order function has its own second; the licence call's is ours.
_PER_SECOND: dict[str, float] = {
    "orders.search": 1,
    "orders.get": 1,
    "orders.confirm": 1,
    "orders.ship": 1,
    "orders.cancel": 1,
    "orders.cancel_shipped": 1,
    "stock.read": 5,
    "stock.write": 1,
    "items.search": 5,
    "items.read": 1,
    "license.expiry": 1,
}

#: Where a shop signs in to RMS.
RMS = "https://glogin.gl.rakuten.co.jp/"


def shop_identity(credentials: Mapping[str, str]) -> str:
    """Return `SP<shopId>` of a serviceSecret `SP<shopId>_<16 characters>` (section 1): the shop, and not a secret."""
    return credentials["serviceSecret"].partition("_")[0]


MALL = Mall(
    id="rakuten",
    label="楽天市場",
    color="#bf0000",
    identity_field="serviceSecret",
    identity=shop_identity,
    credentials=(
        CredentialField(
            "serviceSecret",
            "serviceSecret",
            "RMS › 店舗様向け情報・サービス › WEB APIサービス › WEB API に表示されるserviceSecret(SPで始まる)。",
            pattern=r"SP[0-9]+_[0-9A-Za-z]+",
            page=RMS,
        ),
        CredentialField(
            "licenseKey",
            "licenseKey",
            "同じ画面のlicenseKey(SLで始まる)。90日ごとに再発行が必要で、再発行すると古いキーはすぐ使えなくなります。",
            pattern=r"SL[0-9]+_[0-9A-Za-z]+",
            active_within_s=30 * 60.0,  # a new key may take 10 to 30 minutes to work (section 1)
            life_days=90,
            page=RMS,
        ),
    ),
    endpoints=(Endpoint("rms", "https://api.rms.rakuten.co.jp", "RMS WEB API"),),
    limits=tuple(Limit(operation, "serviceSecret", per_s=rate) for operation, rate in _PER_SECOND.items()),
    orders=FEED,
    stock=CAPABILITY,
    write_back=WriteBackCapability(settle_s=5.0, confirm=True, cancel_restock=True),
    permissions=tuple(function.permission for function in FUNCTIONS),
    connect=RakutenClient,
    plan=plan,
    status_defaults=(
        StatusDefault("new", {"注文ステータス": "注文確認待ち"}),
        StatusDefault("unpaid", {"注文ステータス": "楽天処理中"}),
        StatusDefault("ready", {"注文ステータス": "発送待ち"}),
        StatusDefault("held", {"注文ステータス": "変更確定待ち"}),
        StatusDefault("shipped_unpaid", {"注文ステータス": "支払手続き中"}),
        StatusDefault("shipped", {"注文ステータス": "発送済"}),
        StatusDefault("cancelled", {"注文ステータス": "キャンセル確定"}),
    ),
    timeout_s=20.0,
    # Section 9: the buyers' addresses are masked, and only the mall's server delivers to them.
    mail_relay=MailRelay(
        "sub.fw.rakuten.ne.jp",
        587,
        "starttls",
        "楽天あんしんメルアドサービスのサーバーです。R-Login › あんしんメルアドサービスメニュー › メールサーバ設定情報の"
        "SMTP AUTH IDとSMTP AUTHパスワードを入力します。メール送信元は、RMSの店舗連絡先メールアドレスと同じにします。",
        required=True,
    ),
    # R1-24; section 6: no function of the shop API is known to tell it.
    mail_from_help=(
        "RMSの店舗基本情報にある「店舗連絡先メールアドレス」と同じにします。違うアドレスから送ると、楽天のメールサーバーが断ります。"
        "楽天のAPIから読む方法は知られていないため、接続チェックでは確かめません。「購入者へのメール」の「テストメールを送る」で確かめてください。"
    ),
    matching_help=(
        "システム連携用SKU番号が自社のSKUコードと一致するものを結び付けます。"
        "なければ、SKUが1つの商品は商品番号・商品管理番号、それ以外は「商品管理番号/SKU管理番号」で探します。"
    ),
    code_pattern=r"[0-9a-z_-]{1,32}/[0-9A-Za-z_-]{1,32}",
    sentences=SENTENCES,
)
