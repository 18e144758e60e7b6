"""時間帯変換設定: hours of ours and the words written to the malls, one table for all carriers."""

from collections.abc import Sequence
from itertools import zip_longest

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.write_back.time_slots import Slot, save_time_slots
from ichigen.services.write_back.time_slots import time_slots as slots_now
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of

#: Empty lines for new hours below the table.
SPARE = 2


@allowed(Action.WRITE_BACK_RUN)
def time_slots(request: StaffRequest) -> HttpResponse:
    """The table."""
    return _answer(request, slots_now())


@allowed(Action.STATUS_TABLE_EDIT)
@post_of("write_back:time_slots")
def save(request: StaffRequest) -> HttpResponse:
    """Save it whole; a line that was emptied is left out."""
    post = request.POST
    lines = zip_longest(post.getlist("name"), post.getlist("written"), post.getlist("also"), fillvalue="")
    slots = [
        Slot(name.strip(), written.strip(), tuple(word.strip() for word in also.split(",") if word.strip()))
        for name, written, also in lines
        if name.strip() or written.strip() or also.strip()
    ]
    refusal = save_time_slots(slots, request.user.pk)
    if refusal is not None:
        return _answer(request, slots, gettext(refusal.message), 422)
    return say(request, redirect("write_back:time_slots"), gettext("時間帯変換設定を更新しました。"))


def _answer(request: StaffRequest, slots: Sequence[Slot], refused: str = "", status: int = 200) -> HttpResponse:
    lines = [(slot.name, slot.written, ", ".join(slot.also)) for slot in slots] + [("", "", "")] * SPARE
    return page(request, "write_back/slots.html", {"lines": lines, "refused": refused}, status=status)
