"""The texts that the modules of this mall compose, as patterns: the screens take such a text apart to translate it."""

SENTENCES = (
    "この機能の利用が許可されていません。RMSの「WEB APIサービス」→「利用機能編集」で「%(name)s」を「利用する」にしてください。"
    "反映に10～30分かかります。",
    "確認できませんでした。時間をおいてもう一度お試しください。(%(said)s)",
    "%(message)s(楽天: %(said)s)",
    "送付先が%(n)s件あります。RMSで送付先ごとの商品を確認してください。",
)
