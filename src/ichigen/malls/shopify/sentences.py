"""The texts that the modules of this mall compose, as patterns: the screens take such a text apart to translate it."""

SENTENCES = (
    "認証情報は「%(shop)s」のものです。ストアのドメインを確認してください。",
    "ストアの通貨が %(currency)s です。日本円のストアだけを連携できます。",
    "権限がないため、%(what)sができません。アプリに追加してください。",
    "権限「%(scope)s」がありません。%(then)s",
    "APIのバージョン(%(version)s)",
    "モールが受け付けませんでした: %(said)s (%(code)s)",
    "モールが受け付けませんでした(%(code)s)。",
    "在庫を連動するロケーションを決められません。"
    "アカウントの設定の「在庫のロケーション」に入力してください(候補: %(names)s)。",
    "オンラインの注文は「%(others)s」の在庫も販売しますが、"
    "連動するのは「%(ours)s」だけです。"
    "ほかのロケーションは、在庫を 0 にするか、"
    "Shopifyの 設定 › ロケーション でオンライン注文の発送元から外してください。",
    "連動する「%(ours)s」は、オンライン注文の発送元ではありません。"
    "Shopifyの 設定 › ロケーション か、"
    "アカウントの設定の「在庫のロケーション」を確認してください。",
)
