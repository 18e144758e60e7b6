"""The texts that the modules of this mall compose, as patterns: the screens take such a text apart to translate it."""

SENTENCES = (
    "Amazonが在庫数を受け付けませんでした: %(said)s(%(code)s)",
    "アプリに権限(ロール)「%(role)s」がないか、認可し直す前です。"
    "ソリューションプロバイダーポータルで権限を確認し、アプリを認可し直してください。",
    "出荷通知を送る(%(number)s)",
    "予約商品の注文は、こちらからキャンセルできません。%(then)s",
    "一部を出荷した注文は、こちらからキャンセルできません。%(then)s",
    "この状態の注文は、こちらからキャンセルできません。%(then)s",
    "Amazonがキャンセルを受け付けませんでした(%(said)s)。%(then)s",
)
