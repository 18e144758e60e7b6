"""The kinds of alerts (通知): one table of what is told, how urgent it is, and where it is put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class AlertCode(StrEnum):
    """What may be wrong; programs that receive the webhook know an alert by this."""

    ACCOUNT_DEAD = "account_dead"
    INTAKE_SILENT = "intake_silent"
    OVERSELL = "oversell"
    BRAKE = "brake"
    CREDENTIAL_EXPIRES = "credential_expires"
    WRITES_STUCK = "writes_stuck"


class Severity(StrEnum):
    """`urgent`: money or trust is being lost now. `warning`: it will be, unless somebody acts."""

    URGENT = "urgent"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class AlertKind:
    """One kind. Sentences are Japanese with places `%(account)s` (label of the ECアカウント) and `%(detail)s`.

    `path` is the page of the hub where it is put right. `reminds`: told again after 24 hours while it lasts; a kind
    that goes through stages is told at each stage instead. `title_over` is the title once its stage is 0.
    """

    label: str
    title: str
    action: str
    path: str
    severity: Severity = Severity.URGENT
    reminds: bool = True
    title_over: str = ""


#: Days before the end of a credential at which it is told (E2-30); 0 = it is over.
STAGES = (0, 1, 3, 7, 14, 30)

#: From this stage on the end of a credential is urgent.
URGENT_STAGE = 7

KINDS: Mapping[AlertCode, AlertKind] = {
    AlertCode.ACCOUNT_DEAD: AlertKind(
        label="認証が切れた",
        title="%(account)s: 認証が切れたため、連動が止まっています",
        action="モールの管理画面で認証情報を確認し、「認証情報を更新する」から新しい値を登録してください。",
        path="/accounts/%(account_id)s/renew/",
    ),
    AlertCode.INTAKE_SILENT: AlertKind(
        label="受注の取込が5分止まった",
        title="%(account)s: 受注を5分以上取り込めていません",
        action="ECアカウントの画面で動作状況を確認し、接続チェックを実行してください。",
        path="/accounts/%(account_id)s/",
    ),
    AlertCode.OVERSELL: AlertKind(
        label="在庫より多く売れた",
        title="%(detail)s: 在庫より多く売れています",
        action="在庫の画面で確保している受注を確認し、入荷を登録するか、出荷できない受注をキャンセルしてください。",
        path="/stock/%(sku_id)s/",
    ),
    AlertCode.BRAKE: AlertKind(
        label="在庫の書込みにブレーキがかかった",
        title="%(account)s: 多数の在庫が 0 になるため、書込みを止めています",
        action="要対応を開き、本当に在庫がないかを確認してから「再試行」を押してください。",
        path="/worklist/",
    ),
    AlertCode.CREDENTIAL_EXPIRES: AlertKind(
        label="認証情報の期限が近い（30・14・7・3・1日前）",
        title="%(account)s: %(detail)sの有効期限まであと%(stage)s日以内です",
        title_over="%(account)s: %(detail)sの有効期限が切れました",
        action="モールの管理画面で更新し、「認証情報を更新する」から新しい値を登録してください。",
        path="/accounts/%(account_id)s/renew/",
        severity=Severity.WARNING,
        reminds=False,
    ),
    AlertCode.WRITES_STUCK: AlertKind(
        label="モールへの書込みが5分進まない",
        title="%(account)s: %(detail)sが5分以上進んでいません",
        action="ECアカウントの画面で動作状況を確認し、要対応に項目があれば片付けてください。",
        path="/accounts/%(account_id)s/",
        severity=Severity.WARNING,
    ),
}


def severity_of(code: AlertCode, stage: int) -> Severity:
    """Return how urgent an alert is at a stage."""
    if code is AlertCode.CREDENTIAL_EXPIRES:
        return Severity.URGENT if stage <= URGENT_STAGE else Severity.WARNING
    return KINDS[code].severity


def title_template(code: AlertCode, stage: int) -> str:
    """Return the title with its places."""
    kind = KINDS[code]
    return kind.title_over if kind.title_over and stage == 0 else kind.title


class Channel(StrEnum):
    """A way an alert reaches people and programs."""

    MAIL = "mail"
    WEBHOOK = "webhook"


CHANNEL_LABELS: Mapping[str, str] = {Channel.MAIL: "メール", Channel.WEBHOOK: "Webhook"}

#: What an event says of an alert.
EVENT_LABELS: Mapping[str, str] = {"began": "発生", "continues": "継続中", "ended": "解消"}

#: How a delivery went, by its code. Nothing of what the other side said is stored or shown.
RESULTS: Mapping[str, str] = {
    "sent": "送信しました。",
    "channel_off": "送信先が無効になったため、送信をやめました。",
    "mail.settings": "メールの設定が足りません。サーバー、差出人、宛先を確認してください。",
    "mail.connect": "メールサーバーに接続できません。サーバー名とポートを確認してください。",
    "mail.tls": "メールサーバーと暗号化した接続ができません。暗号化の種類と証明書を確認してください。",
    "mail.login": "メールサーバーがログインを受け付けません。ユーザー名とパスワードを確認してください。",
    "mail.sender": "メールサーバーが差出人を受け付けません。差出人のアドレスを確認してください。",
    "mail.recipients": "メールサーバーが宛先を受け付けません。宛先のアドレスを確認してください。",
    "mail.refused": "メールサーバーが送信を受け付けませんでした。",
    "webhook.settings": "Webhookの設定が足りません。宛先と署名の鍵を確認してください。",
    "webhook.scheme": "宛先は https:// で始めてください。",
    "webhook.unknown_host": "宛先のホスト名が見つかりません。",
    "webhook.private": "宛先が社内またはこのコンピュータのアドレスのため、送信しませんでした。"
    "使う場合は「社内のアドレスへの送信を許可する」を有効にしてください。",
    "webhook.connect": "宛先に接続できません。",
    "webhook.tls": "宛先の証明書を確認できません。",
    "webhook.timeout": "宛先が時間内に応答しませんでした。",
    "webhook.redirect": "宛先が転送を返しました。転送先の URL を登録してください。",
    "webhook.gone": "宛先がなくなったと応答しました（410）。送信をやめました。",
    "webhook.status": "宛先が受け付けませんでした。",
}
