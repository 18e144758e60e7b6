"""Shopify as data: what a shop can do there, how often, and with which credentials."""

from ichigen.mallkit.manifest import (
    CredentialField,
    Endpoint,
    Limit,
    Mall,
    StatusDefault,
    WriteBackCapability,
)
from ichigen.mallkit.signals import SignalFeed
from ichigen.malls.shopify.caller import SHOP, pace
from ichigen.malls.shopify.client import ShopifyClient
from ichigen.malls.shopify.client_stock import CAPABILITY
from ichigen.malls.shopify.rules import SETTINGS
from ichigen.malls.shopify.scans import FEED
from ichigen.malls.shopify.scopes import PERMISSIONS, SCOPES
from ichigen.malls.shopify.sentences import SENTENCES
from ichigen.malls.shopify.translate_changes import plan
from ichigen.malls.shopify.webhooks import receive

CREDENTIALS = (
    CredentialField(
        "shop_domain",
        "ストアのドメイン",
        "「○○.myshopify.com」の形で入力します(独自ドメインではありません)。Shopify管理画面の 設定 › ドメイン で確認できます。",
        secret=False,
        pattern=r"[a-z0-9][a-z0-9-]*\.myshopify\.com",
    ),
    CredentialField(
        "client_id",
        "Client ID",
        "Dev Dashboard(dev.shopify.com)で作り、このストアにインストールしたアプリのClient ID。これとシークレットを入力すると、"
        "アクセストークン(24時間有効)をIchigenが毎日自動で取り直します。アプリに必要な権限は次のものだけです: "
        + ", ".join(scope.name for scope in SCOPES),
        secret=False,
        required=False,
    ),
    CredentialField(
        "client_secret",
        "シークレット(Client secret)",
        "同じアプリの設定画面にあるシークレット。Shopifyからの通知(Webhook)の署名の確認にも使います。"
        "詳しい設定のアクセストークンで連携するときも、通知を受け取るには「APIシークレットキー」をここに入力します。",
        required=False,
    ),
    CredentialField(
        "access_token",
        "Admin API アクセストークン",
        "2025年までに管理画面で作った「ストア用のアプリ」だけが持つ、shpat_ で始まる期限のないトークン。"
        "Client IDを空欄にしたときに使います。新しく連携するストアでは空欄のままにしてください。",
        required=False,
        folded=True,
    ),
)

MALL = Mall(
    id="shopify",
    label="Shopify",
    color="#5e8e3e",
    identity_field="shop_domain",
    credentials=CREDENTIALS,
    endpoints=(Endpoint("admin", f"https://{SHOP}", "管理API"),),
    # Points, per app and store, on the Standard plan; dearer plans restore faster, and every answer says how fast (section 2).
    limits=(Limit("*", "shop_domain", per_s=100.0, burst=2000, weighed=True),),
    orders=FEED,
    stock=CAPABILITY,
    write_back=WriteBackCapability(
        settle_s=5.0, cancel_restock=True, cancel_detail_help="Shopifyの注文のスタッフ用メモにも残ります。"
    ),
    permissions=PERMISSIONS,
    connect=ShopifyClient,
    plan=plan,
    status_defaults=(
        StatusDefault("new", {"支払い状況": "支払い待ち", "発送状況": "未発送"}),
        StatusDefault("unpaid", {"支払い状況": "支払い待ち・オーソリ済み・一部支払い済み", "発送状況": "未発送"}),
        StatusDefault(
            "ready", {"支払い状況": "支払い済み(代引・後払いは支払い待ち)", "発送状況": "未発送・一部発送済み"}
        ),
        StatusDefault("held", {"発送状況": "保留中・予定・発送処理待ち"}),
        StatusDefault("shipped_unpaid", {"支払い状況": "支払い待ち", "発送状況": "発送済み"}),
        StatusDefault("shipped", {"支払い状況": "支払い済み", "発送状況": "発送済み"}),
        StatusDefault("cancelled", {"注文": "キャンセル済み"}),
    ),
    timeout_s=20.0,
    catalogue_every_s=3_600.0,
    matching_help=(
        "バリエーションのSKU(在庫管理単位)が自社のSKUコードと一致するものを結び付けます。なければバーコード(JAN)で探します。"
        "同じSKUのバリエーションが2つあるときは、どちらかを選んでください。"
    ),
    code_pattern=r"[0-9]{1,20}",
    settings=SETTINGS,
    signals=SignalFeed(receive=receive),
    pace=pace,
    sentences=SENTENCES,
)
