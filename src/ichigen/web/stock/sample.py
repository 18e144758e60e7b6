"""The cells of 在庫表 in every state, for the component page."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ichigen.services.views.listing_state import STATES, ListingState
from ichigen.services.views.stock_matrix import Place, SkuRow
from ichigen.web.stock.cells import on_hand, on_mall, state_word


def sample_cells() -> list[tuple[str, SafeString]]:
    """Return each state of a mall's cell with its word, and the cell of what is not listed."""
    at = timezone.now() - timedelta(minutes=3)
    plain = ListingState(1, 1, "SAMPLE-001", 1, 12, 12, at, at, 0, "confirmed", "")
    changes: dict[str, dict[str, object]] = {
        "waiting": {"seen": 14},
        "sending": {"seen": 14},
        "written": {"seen": 14},
        "unread": {"seen": None},
        "failed": {"seen": 14},
        "drift": {"seen": 15},
        "provisional": {"desired": 10, "seen": 10, "provisional": 2},
        "stopped": {"seen": 14},
        "kept": {"desired": None, "seen": 8},
    }
    found = []
    for state in STATES:
        row = replace(plain, state=state, **changes.get(state, {}))  # type: ignore[arg-type]  # fields of ListingState
        found.append((state_word(row), on_mall([row])))
    return [*found, (gettext("未出品"), on_mall([]))]


def sample_field() -> SafeString:
    """Return the field of one SKU, as it stands before anybody types."""
    row = SkuRow(1, "SAMPLE-001", "", "", False, 12, 3, {}, {1: 12})
    return on_hand(row, Place(1, "本店"), editable=True)
