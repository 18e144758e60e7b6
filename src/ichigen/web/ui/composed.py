"""Sentences that were composed when they were stored: taken apart again to be shown in another language.

A stored sentence such as 「在庫不足: A-1 が 2 個足りません」 is in no catalogue; its pattern is. What stands in the places is
translated by itself where it is a word of ours (a loop, a step), and stays as it is otherwise.
"""

import re
from functools import cache

from django.utils.translation import get_language, gettext

from ichigen.mallkit.registry import malls

PLACE = re.compile(r"%\((\w+)\)s")

#: A cause ends with the code of what refused, the mall's or ours.
CODED = re.compile(r"(?P<said>.+)（(?P<code>[!-~]+)）", re.DOTALL)

#: The patterns, by where they are composed: store (SQL), then services. msgids of the catalogue. A mall tells its own.
SENTENCES = (
    "モールに出品がありません: %(code)s",
    "モールの状態: %(state)s",
    "受注 %(number)s に商品と紐付かない明細があります",
    "受注 %(number)s は返品待ちです",
    "在庫不足: %(code)s が %(count)s 個足りません",
    "在庫 %(on_hand)s 個に対して %(reserved)s 個を確保しています。モールの在庫は 0 にしています。",
    "モールの在庫を読めません: %(code)s",
    "モールに商品がありません: %(code)s",
    "モール側で変更: %(code)s が %(count)s 個少なくなっています",
    "在庫を書き込めません: %(code)s",
    "「%(state)s」にするには、出荷ステータスを出荷済みの値にしてください。",
    "%(account)s: %(credential)sの有効期限まであと %(days)s 日です",
    "%(account)s: %(credential)sの有効期限は24時間以内に切れます",
    "%(account)s: %(credential)sの有効期限が切れました",
    "有効期限を過ぎると、%(account)sの受注取込・在庫連動・書出がすべて止まります。",
    "接続先が変わるため、保存済みの値は使いません。%(field)sをもう一度入力してください。",
    "%(field)sの形式が違います。前後の空白や、途中で切れていないかを確認してください。",
    "%(field)sを入力してください。",
    "%(account)s: 新しい認証情報が使えませんでした",
    "%(until)sまで繰り返し確認しましたが、モールが受け付けませんでした。%(said)s",
    "モールの在庫をまだ読んでいない出品があるため開始できません(%(codes)s)。"
    "数分待っても変わらないときは、要対応とモールの商品の在庫設定を確認してください。",
    "モールで販売中なのに、在庫が一度も登録されていない商品があるため開始できません(%(codes)s)。"
    "このまま始めるとモールの在庫が 0 になります。期首在庫を取り込むか、在庫の画面で「入荷」を登録してください。",
    "%(account)s: %(loop)sが1分以上完了していません",
    "%(account)s: 受注を5分以上取り込めていません",
    "期首在庫を確認してください: %(code)s",
    "同じSKUの出品が、モールで %(least)s 個から %(most)s 個までの違う在庫数になっています。"
    "いちばん少ない %(chosen)s 個を期首在庫にしました。",
    "%(message)s（不足している権限: %(permission)s）",
    "%(account)s: 認証が切れています",
    "%(account)s: %(permission)sが使えません",
    "%(account)s: %(loop)sをモールが拒否しました",
    "キャンセルを申請しました（%(reason)s）",
    "購入者にメールを送りました（%(said)s）",
    "購入者へのメールを送れませんでした（%(said)s）",
    "件名「%(subject)s」",
    "件名「%(subject)s」、テンプレート「%(template)s」",
    "差込みが埋まっていません: %(names)s。値に書き換えるか、その行を消してから送信してください。",
    "使えない差込みがあります: %(wrong)s。使えるのは %(allowed)s です。",
    "%(account)s: メールサーバーにログインできません",
    "ラベル「%(label)s」を付けました",
    "ラベル「%(label)s」を外しました",
    "受注 %(number)s を保存できません",
    "受注 %(number)s のモールの状態が未対応です",
    "%(account)s: 受注取込の一部が失敗しています（%(scan)s）",
    "モールからのデータを読めません: %(where)s",
    "モールが返した内容に、保存できない値があります。この受注の在庫は確保されていません。（%(code)s）",
    "お届け指定: %(said)s",
    "ステータス: %(before)s → %(after)s",
    "出荷しました（%(numbers)s）",
    "%(message)s 通知がなくても、受注と在庫は定期的に読み取ります。",
    "在庫は %(on_hand)s 個です。0 個より少なくはできません。数えた数を確認してください。",
    "数量は %(most)s 以下で入力してください。",
    "理由は %(most)s 文字以内で入力してください。",
    "この商品の返品待ちは %(left)s 個です。1～%(most)s の数を入力してください。",
    "移動元の在庫は %(on_hand)s 個、うち確保が %(held)s 個です。動かせるのは %(free)s 個です。",
    "出品 %(total)s 件のうち %(going)s 件の在庫を 0 にするところでした。0 にする書込みだけを止め、ほかは続けています。",
    "%(account)s: 多数の在庫が 0 になるため、書込みを止めています",
    "受注 %(number)s: 入金後の書出ができません",
    "%(how)s、10分たっても反映を確認できません。モールの画面で確認し、反映されていなければ再試行してください。",
    "%(times)s回送信しましたが",
    "%(step)s: モールで確認済み",
    "受注 %(number)s: %(step)sができませんでした",
    "中止しました: %(reason)s",
    "書出を中止しました: %(reason)s",
    "%(step)s: 再試行",
    "ステータスを書き出します（%(said)s）",
    "受注 %(number)s: ステータスを書き出せません",
    "入金前の書出を許可しました: %(reason)s",
    "「%(row)s」の文字「%(sign)s」は Shift_JIS (CP932) にありません。UTF-8 で書き出してください。",
    "受注 %(number)s に同梱しました（子注文）",
    "受注 %(number)s を同梱しました（親注文）",
    "受注 %(number)s の同梱を解除しました",
    "子注文 %(number)s: %(message)s",
    "受注 %(number)s: 子注文の追跡番号が親注文と違います",
    "スタッフ %(code)s は登録されていません。スタッフコードを確認してください。",
)


def retold(text: str) -> str:
    """Return a stored Japanese text in the language of the screen: the text as a whole, or its pattern; else as it is."""
    text = str(text)  # a lazy text is in the language of the screen already
    if not text or get_language() == "ja":
        return text
    whole = gettext(text)
    if whole != text:
        return whole
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return gettext(sentence) % {place: retold(said) for place, said in found.groupdict().items()}
    coded = CODED.fullmatch(text)
    return f"{retold(coded['said'])} ({coded['code']})" if coded else text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Most words of its own first: a sentence that is part of another never takes its place."""
    told = (*SENTENCES, *(sentence for mall in malls().values() for sentence in mall.sentences))
    ordered = sorted(told, key=lambda sentence: -len(PLACE.sub("", sentence)))
    return tuple((sentence, re.compile(_expression(sentence), re.DOTALL)) for sentence in ordered)


def _expression(sentence: str) -> str:
    parts = PLACE.split(sentence)
    return "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
