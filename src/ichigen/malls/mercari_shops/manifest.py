"""What メルカリShops is, as data."""

from ichigen.mallkit.manifest import CredentialField, Endpoint, Limit, Mall, StatusDefault, WriteBackCapability
from ichigen.mallkit.options import AUTO, BUYER, LANDING, lookback
from ichigen.mallkit.signals import SignalFeed
from ichigen.malls.mercari_shops import message, states
from ichigen.malls.mercari_shops.client import MercariShopsClient
from ichigen.malls.mercari_shops.client_check import PERMISSIONS, SHOP_ID
from ichigen.malls.mercari_shops.client_stock import CAPABILITY
from ichigen.malls.mercari_shops.scans import DEFAULT_DAYS, FEED
from ichigen.malls.mercari_shops.sentences import SENTENCES
from ichigen.malls.mercari_shops.translate_changes import LETTER_PACK, MAIL, NOTICE, SMALL, plan
from ichigen.malls.mercari_shops.webhooks import receive

#: 10,000 points an hour, for the shop and not for the token (page section 1, trap 11). At most a tenth of it at once.
POINTS_PER_HOUR = 10_000
AT_ONCE = 1_000

MALL = Mall(
    id="mercari_shops",
    label="メルカリShops",
    color="#e0313f",
    identity_field=SHOP_ID,
    identity_told=True,
    credentials=(
        CredentialField(
            "access_token",
            "APIアクセストークン",
            "メルカリShops管理画面 › 設定 › 拡張機能 › APIアクセストークンの発行 › トークン名「Ichigen」で発行します。"
            "表示は1回だけです。先にこの画面を開いておき、発行したらすぐ貼り付けてください。"
            "なくしても、発行し直して「認証情報を更新する」で止めずに入れ替えられます(1ショップ10個まで)。",
        ),
        CredentialField(
            "client_name",
            "APIクライアント名",
            "メルカリとの契約で決めたAPI_CLIENT_NAME。User-Agentとして「名前/0.0.0」を送ります。"
            "自分で決めた名前は受け付けられません。",
            secret=False,
            pattern=r"[!-.0-~]{1,100}(/[!-.0-~]{1,40})?",
        ),
    ),
    settings=(
        CredentialField(
            SHOP_ID,
            "ショップID",
            "空欄のままにしてください。接続チェックでメルカリShopsから読み取ります。",
            secret=False,
            required=False,
            folded=True,
            pattern=r"[!-~]{1,100}",
        ),
    ),
    endpoints=(Endpoint("api", "https://api.mercari-shops.com", "受注・在庫のAPI"),),
    limits=(Limit("*", SHOP_ID, per_s=(POINTS_PER_HOUR - AT_ONCE) / 3_600, burst=AT_ONCE, weighed=True),),
    orders=FEED,
    stock=CAPABILITY,
    signals=SignalFeed(receive=receive),
    write_back=WriteBackCapability(
        settle_s=10.0,
        cancel=False,
        no_number_reasons=(SMALL, LETTER_PACK, MAIL),
        parcels_shown=False,
        notice=NOTICE,
    ),
    permissions=PERMISSIONS,
    connect=MercariShopsClient,
    plan=plan,
    status_defaults=(
        StatusDefault("new", {"ステータス": states.LABELS[states.WAITING_FOR_SHIPPING]}),
        StatusDefault("unpaid", {"ステータス": states.LABELS[states.WAITING_FOR_PAYMENT]}),
        StatusDefault("ready", {"ステータス": states.LABELS[states.WAITING_FOR_SHIPPING]}),
        StatusDefault("held", {"ステータス": states.LABELS[states.CANCELING]}),
        StatusDefault("shipped_unpaid", {"ステータス": states.LABELS[states.COMPLETING]}),
        StatusDefault("shipped", {"ステータス": states.LABELS[states.COMPLETED]}),
        StatusDefault("cancelled", {"ステータス": states.LABELS[states.CANCELED]}),
    ),
    timeout_s=20.0,
    catalogue_every_s=3_600.0,
    matching_help="種類のSKUコード(skuCode)が自社のSKUコードと一致するものを結び付けます。空欄の種類は、画面で結び付けてください。",
    options=(LANDING, lookback(DEFAULT_DAYS), AUTO, *BUYER, message.OPTION),
    sentences=SENTENCES,
    asks_source_ip=True,
)
