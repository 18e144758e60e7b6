"""What a shop fills in to link Amazon.co.jp, with the old names of MWS beside the new ones (R1-16 … R1-22)."""

from ichigen.domain.carriers import LABELS, Carrier
from ichigen.mallkit.manifest import CredentialField
from ichigen.malls.amazon.auth import AUTHORISATION_LIFE, SECRET_LIFE
from ichigen.malls.amazon.carrier_codes import DEFAULTS, SETTINGS
from ichigen.malls.amazon.client_cancel import BY_CALL_SETTING
from ichigen.malls.amazon.client_signals import KEY_ID, QUEUE_ARN, QUEUE_URL, REGION, SECRET

_DAY = r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}"

CREDENTIALS = (
    CredentialField(
        "seller_id",
        "出品者ID",
        "セラーセントラル > 設定 > 出品用アカウント情報 > 出品者トークン(Aで始まる英数字)。これまでの出品者IDと同じです。",
        secret=False,
        pattern=r"A[A-Z0-9]{5,20}",
    ),
    CredentialField(
        "client_id",
        "LWA クライアントID",
        "ソリューションプロバイダーポータルのアプリの「LWA認証情報」にあるクライアントID。"
        "これまでの「開発者アカウントID」「アプリケーション名」に代わるものです。",
        secret=False,
    ),
    CredentialField(
        "client_secret",
        "LWA クライアントシークレット",
        "「LWA認証情報」にあるクライアントシークレット。180日ごとに新しいものへの更新が必要です。",
        issued_setting="client_secret_issued_on",
        life_days=SECRET_LIFE.days,
    ),
    CredentialField(
        "refresh_token",
        "リフレッシュトークン",
        "これまでの「MWS認証トークン(MWS承認トークン)」に代わるもので、MWSのトークンは使えません。"
        "自社専用のアプリは、ポータルの「アプリを認可」で表示されるAtzrで始まる文字列を貼り付けます。",
        issued_setting="authorised_on",
        life_days=AUTHORISATION_LIFE.days,
    ),
    CredentialField(
        SECRET,
        "AWS シークレットアクセスキー(注文通知用)",
        "注文通知をAmazon SQSで受け取る場合だけ入力します。空欄なら数分おきに注文を確認します。",
        required=False,
        folded=True,
    ),
)

_CARRIERS = tuple(
    CredentialField(
        name,
        f"配送業者コード: {LABELS[Carrier(carrier)]}",
        f"出荷通知で送る綴り。空欄なら「{DEFAULTS[carrier]}」です。"
        "セラーセントラルに配送業者が表示されないときに、Amazonの一覧の綴りに変えます。",
        secret=False,
        required=False,
        folded=True,
    )
    for carrier, name in SETTINGS.items()
)

ACCOUNT_SETTINGS = (
    CredentialField(
        "authorised_on",
        "認可した日",
        "年-月-日。アプリを認可した日(認可し直した日)。1年後の期限の計算に使います。空欄なら登録した日とします。",
        secret=False,
        required=False,
        pattern=_DAY,
    ),
    CredentialField(
        "client_secret_issued_on",
        "クライアントシークレットの発行日",
        "年-月-日。180日後の期限の計算に使います。空欄なら登録した日とします。",
        secret=False,
        required=False,
        pattern=_DAY,
    ),
    CredentialField(
        QUEUE_URL,
        "注文通知のキューのURL",
        "Amazon SQSのキューのURL(https://sqs.リージョン.amazonaws.com/アカウントID/キュー名)。"
        "入力すると、注文の変更を数秒で取り込みます。このアカウント専用のキューにしてください。",
        secret=False,
        required=False,
        folded=True,
        pattern=r"https?://\S+",
    ),
    CredentialField(
        QUEUE_ARN,
        "注文通知のキューのARN",
        "空欄なら、URLとリージョンから作ります。",
        secret=False,
        required=False,
        folded=True,
        pattern=r"arn:\S+",
    ),
    CredentialField(
        REGION,
        "注文通知のキューのリージョン",
        "キューのあるAWSのリージョン(例: ap-northeast-1)。",
        secret=False,
        required=False,
        folded=True,
        pattern=r"[a-z0-9-]{1,30}",
    ),
    CredentialField(
        KEY_ID,
        "AWS アクセスキーID(注文通知用)",
        "キューの受信(sqs:ReceiveMessage)と削除(sqs:DeleteMessage)だけを許可したIAMユーザーのアクセスキーID。",
        secret=False,
        required=False,
        folded=True,
    ),
    CredentialField(
        BY_CALL_SETTING,
        "キャンセルの方法",
        "空欄のままにします(注文確認フィードでキャンセル)。Amazonが注文キャンセルAPIを公開したあとだけ「API」と入力します。",
        secret=False,
        required=False,
        folded=True,
        pattern=r"API",
    ),
    *_CARRIERS,
)
