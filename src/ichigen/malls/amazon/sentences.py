"""The texts that the modules of this mall compose, as patterns: the screens take such a text apart to translate it."""

SENTENCES = (
    "この出品者の注文通知(ORDER_CHANGE)は、別の送信先(%(queue)s)に届くよう登録されているため、入力したキューには届きません。"
    "注文は数分おきの確認で取り込みます。キューの入力を登録済みの送信先に合わせるか、"
    "登録したシステムで通知の登録を解除してから、もう一度接続チェックをしてください。",
    "Amazonが在庫数を受け付けませんでした: %(said)s(%(code)s)",
    "アプリに権限(ロール)「%(role)s」がないか、認可し直す前です。"
    "ソリューションプロバイダーポータルで権限を確認し、アプリを認可し直してください。",
    "出荷通知を送る(%(number)s)",
    "予約商品の注文は、こちらからキャンセルできません。%(then)s",
    "一部を出荷した注文は、こちらからキャンセルできません。%(then)s",
    "この状態の注文は、こちらからキャンセルできません。%(then)s",
    "Amazonがキャンセルを受け付けませんでした(%(said)s)。%(then)s",
)
