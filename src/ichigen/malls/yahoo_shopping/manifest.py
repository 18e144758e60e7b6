"""Yahoo!ショッピング as data: what the store can do there, how often, and with which credentials."""

from ichigen.mallkit.manifest import (
    CredentialField,
    Endpoint,
    Limit,
    Mall,
    OrderFeed,
    Scan,
    StockCapability,
    StockMode,
    WriteBackCapability,
)
from ichigen.malls.yahoo_shopping import codes
from ichigen.malls.yahoo_shopping.auth import PUBLIC_KEY_LIFE, REFRESH_TOKEN_LIFE
from ichigen.malls.yahoo_shopping.caller import OPERATIONS
from ichigen.malls.yahoo_shopping.client import YahooShoppingClient
from ichigen.malls.yahoo_shopping.client_check import PERMISSIONS
from ichigen.malls.yahoo_shopping.client_stock import BATCH
from ichigen.malls.yahoo_shopping.consent import CONSENT
from ichigen.malls.yahoo_shopping.sentences import SENTENCES
from ichigen.malls.yahoo_shopping.status_table import TABLE
from ichigen.malls.yahoo_shopping.translate_changes import plan

DAY_S = 86_400.0

#: Where a store manages itself, and where its applications are managed.
STORE_PAGE = "https://pro.store.yahoo.co.jp/"
APPLICATIONS_PAGE = "https://e.developer.yahoo.co.jp/dashboard/"

CREDENTIALS = (
    CredentialField(
        "seller_id",
        "ストアアカウント",
        "ストアクリエイターProのURLにあるストアアカウント(半角の小文字、数字、「-」「_」)。",
        secret=False,
        pattern=r"[a-z0-9_-]{1,128}",
    ),
    CredentialField(
        "client_id",
        "Client ID(アプリケーションID)",
        "アプリケーション管理画面のClient ID。",
        secret=False,
        page=APPLICATIONS_PAGE,
    ),
    CredentialField(
        "client_secret", "シークレット", "アプリケーション管理画面のシークレット。", page=APPLICATIONS_PAGE
    ),
    CredentialField(
        "refresh_token",
        "リフレッシュトークン",
        "「リフレッシュトークンを取得」を押し、ストアのYahoo! JAPAN IDで同意します。同意から4週間で切れ、更新しても延びません。",
        issued_setting="refresh_token_issued_on",
        life_days=REFRESH_TOKEN_LIFE.days,
    ),
    CredentialField(
        "public_key",
        "公開鍵",
        "ストアクリエイターPro > 設定 > 暗号鍵管理の公開鍵。BEGIN行とEND行を含めて貼り付けます。1年で切れます。",
        multiline=True,
        issued_setting="public_key_issued_on",
        life_days=PUBLIC_KEY_LIFE.days,
        page=STORE_PAGE,
    ),
    CredentialField("public_key_version", "公開鍵のバージョン", "暗号鍵管理に表示される鍵のバージョン。", secret=False),
)

SETTINGS = (
    CredentialField(
        "refresh_token_issued_on",
        "リフレッシュトークンの取得日",
        "年-月-日。4週間後の期限の計算に使います。空欄なら登録した日とします。",
        secret=False,
        required=False,
        pattern=r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}",
    ),
    CredentialField(
        "public_key_issued_on",
        "公開鍵の発行日",
        "年-月-日。1年後の期限の計算に使います。空欄なら登録した日とします。",
        secret=False,
        required=False,
        pattern=r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}",
    ),
)

#: 50,000 calls a day per Client ID (page section 2.5) are shared out so that a shop of 1,000 listings and 1,000 orders
#: a day fits with room for its writes; docs/malls/yahoo_shopping-client.md has the sum, a test keeps it true.
ORDERS = OrderFeed(
    scans=(
        Scan("by_order_time", "注文日時", 3.0, 15.0, 2 * DAY_S + 3_600.0, finds_new=True),
        Scan("by_publication_time", "公開日時", 60.0, 300.0, 2 * DAY_S),
        Scan("wide", "過去60日", 1_800.0, 3_600.0, 60 * DAY_S),
    ),
    fetch_batch=1,
    reread_open_s=21_600.0,
    clock_skew_s=2.0,
)

STOCK = StockCapability(
    modes=(StockMode.RELATIVE, StockMode.ABSOLUTE),
    write_batch=BATCH,
    read_batch=BATCH,
    settle_s=3.0,
    read_every_s=6.0,
    read_every_night_s=60.0,
    hidden_sale_s=900.0,
    maximum=999_999_999,
    creates_unknown=True,
)

MALL = Mall(
    id="yahoo_shopping",
    label="Yahoo!ショッピング",
    color="#ff0033",
    identity_field="seller_id",
    credentials=CREDENTIALS,
    endpoints=(
        Endpoint("api", "https://circus.shopping.yahooapis.jp", "受注・在庫のAPI"),
        Endpoint("auth", "https://auth.login.yahoo.co.jp", "認証のサーバー"),
    ),
    limits=(
        # Each function has its own second, whatever it is called for ("stock.read.for_write").
        *(Limit(f"{operation.name}*", "client_id", per_s=1.0) for operation in OPERATIONS),
        Limit("*", "client_id", per_day=50_000),
    ),
    orders=ORDERS,
    stock=STOCK,
    write_back=WriteBackCapability(
        settle_s=10.0,
        confirm=True,
        cancel_detail_help="「その他(店舗都合)」では必須です（10〜200文字）。10文字以上の詳細は、Yahoo!ショッピングにも送ります。",
        no_number_reasons=tuple(codes.EMPTY_REASON.values()),
    ),
    permissions=PERMISSIONS,
    connect=YahooShoppingClient,
    plan=plan,
    status_table=TABLE,
    timeout_s=15.0,
    catalogue_every_s=DAY_S,
    matching_help="商品コード、または個別商品コードがSKUのコードと同じものを結び付けます。",
    code_pattern=r"[A-Za-z0-9-]{1,99}(:[A-Za-z0-9-]{1,99})?",
    settings=SETTINGS,
    sentences=SENTENCES,
    consent=CONSENT,
    asks_source_ip=True,
)
