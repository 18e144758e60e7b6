"""Amazon.co.jp as data: what a shop can do there, how often, and with which credentials."""

from ichigen.mallkit.manifest import (
    Endpoint,
    Mall,
    OrderFeed,
    Scan,
    StatusDefault,
    WriteBackCapability,
)
from ichigen.mallkit.signals import SignalFeed
from ichigen.malls.amazon.client import AmazonClient
from ichigen.malls.amazon.client_check import PERMISSIONS
from ichigen.malls.amazon.client_signals import QUEUE_URL
from ichigen.malls.amazon.client_stock import CAPABILITY
from ichigen.malls.amazon.credentials import ACCOUNT_SETTINGS, CREDENTIALS
from ichigen.malls.amazon.operations import LIMITS, pace
from ichigen.malls.amazon.sentences import SENTENCES
from ichigen.malls.amazon.translate_changes import REASONS, plan

DAY_S = 86_400.0

#: searchOrders refills one call in 180 s (section 2), 187 with the core's margin: every 190 s; more pages are paid
#: from the burst of 20. It shows nothing of the last two minutes, so five are listed again.
ORDERS = OrderFeed(
    scans=(
        Scan(
            "changed",
            "更新された注文",
            190.0,
            600.0,
            30 * DAY_S,
            "changed",
            overlap_s=300.0,
            finds_new=True,
            behind_s=120.0,
        ),
    ),
    fetch_batch=1,
    reread_open_s=21_600.0,
    clock_skew_s=5.0,
)

MALL = Mall(
    id="amazon",
    label="Amazon",
    color="#ff9900",
    identity_field="seller_id",
    credentials=CREDENTIALS,
    endpoints=(
        Endpoint("api", "https://sellingpartnerapi-fe.amazon.com", "受注・在庫のAPI"),
        Endpoint("auth", "https://api.amazon.com", "認証のサーバー"),
    ),
    limits=LIMITS,
    orders=ORDERS,
    stock=CAPABILITY,
    write_back=WriteBackCapability(
        settle_s=60.0,
        fresh_s=0.0,  # the number of a parcel may be taken by hand
        cancel_reasons=tuple(REASONS),
    ),
    permissions=PERMISSIONS,
    connect=AmazonClient,
    plan=plan,
    status_defaults=(
        StatusDefault("new", {"注文ステータス": "未出荷"}),
        StatusDefault("unpaid", {"注文ステータス": "保留中"}),
        StatusDefault("ready", {"注文ステータス": "未出荷"}),
        StatusDefault("held", {"注文ステータス": "未出荷(キャンセル希望)"}),
        StatusDefault("shipped_unpaid", {"注文ステータス": "出荷済み"}),
        StatusDefault("shipped", {"注文ステータス": "出荷済み"}),
        StatusDefault("cancelled", {"注文ステータス": "キャンセル"}),
    ),
    timeout_s=20.0,
    catalogue_every_s=1_800.0,
    matching_help="出品者SKUが自社のSKUコードと同じものを結び付けます。1商品もバリエーションも出品者SKUで探します。",
    settings=ACCOUNT_SETTINGS,
    signals=SignalFeed(queue_setting=QUEUE_URL, queue_every_s=1.0),
    pace=pace,
    # R1-21.
    mail_from_help="セラーセントラルの「メッセージ」›「メッセージングの許可」に登録したアドレスと同じにします。",
    sentences=SENTENCES,
)
