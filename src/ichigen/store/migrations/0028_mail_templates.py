"""メールテンプレート, and four that a shop can use as they are."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GREETING = "[注文者名] 様\n\nお世話になっております。[店舗名]です。\n"
CLOSING = "\n\n今後とも[店舗名]をよろしくお願いいたします。\n"

#: (名称, 件名, what stands between greeting and closing).
FIRST = (
    (
        "受注確認",
        "ご注文ありがとうございます（受注番号 [受注番号]）",
        """このたびはご注文いただき、誠にありがとうございます。
次の内容で承りました。

受注番号: [受注番号]

[商品一覧]

合計金額: [合計金額]

商品を発送しましたら、あらためてご連絡いたします。""",
    ),
    (
        "発送のお知らせ",
        "商品を発送いたしました（受注番号 [受注番号]）",
        """ご注文の商品を、次のとおり発送いたしました。

受注番号: [受注番号]
出荷日: [出荷日]
配送業者: [配送業者]
伝票番号: [伝票番号]

[商品一覧]

お届けまで、いましばらくお待ちください。
お手元に届きましたら、内容をご確認くださいますようお願いいたします。""",
    ),
    (
        "入金のお願い",
        "お支払いのお願い（受注番号 [受注番号]）",
        """ご注文いただき、誠にありがとうございます。
次のご注文につきまして、お支払いの確認ができておりません。

受注番号: [受注番号]
合計金額: [合計金額]

[商品一覧]

お支払いを確認しだい、発送の準備をいたします。
行き違いでお手続きがお済みの場合は、ご容赦ください。""",
    ),
    (
        "キャンセルの確認",
        "ご注文のキャンセルについて（受注番号 [受注番号]）",
        """次のご注文のキャンセルを承りましたので、ご連絡いたします。

受注番号: [受注番号]

[商品一覧]

お支払いがお済みの場合の返金は、ご注文のモールの手続きに沿って行われます。
お心当たりのない場合は、お手数ですがこのメールにご返信ください。""",
    ),
)


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Store the first templates, for all accounts."""
    rows = apps.get_model("store", "MailTemplate").objects
    for position, (name, subject, middle) in enumerate(FIRST, start=1):
        rows.create(name=name, subject=subject, body=f"{GREETING}{middle}{CLOSING}", position=position)


class Migration(migrations.Migration):
    dependencies = [("store", "0027_listing_marks")]

    operations = [
        migrations.CreateModel(
            name="MailTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("position", models.IntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_templates",
                        to="store.account",
                    ),
                ),
            ],
            options={"ordering": ("position", "id")},
        ),
        migrations.AddConstraint(
            model_name="mailtemplate",
            constraint=models.UniqueConstraint(
                fields=("account", "name"), name="mailtemplate_name", nulls_distinct=False
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
