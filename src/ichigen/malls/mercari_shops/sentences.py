"""The texts that the modules of this mall compose, as patterns: the screens take such a text apart to translate it."""

SENTENCES = (
    "確認できませんでした。時間をおいてもう一度お試しください。(%(said)s)",
    "メルカリShopsに該当するデータがありません。(メルカリShops: %(said)s)",
    "メルカリShopsの状態が変わっているため、受け付けられませんでした。"
    "すでに発送済みか、キャンセルされています。(メルカリShops: %(said)s)",
    "メルカリShopsが受け付けませんでした: %(said)s",
    "メルカリShopsが受け付けませんでした(HTTP %(status)s)。",
    "通知「%(topics)s」を受け取れません。%(said)s",
    "未知のステータス「%(status)s」です。メルカリShopsの画面で確認してください。",
    "発送を登録する",
    "追跡番号を登録する",
    "発送を通知する",
    "発送を登録する%(which)s",
    "追跡番号を登録する%(which)s",
    "発送を通知する%(which)s",
)
