"""Which orders a bulk action is for, as the list's form tells it."""

from django.http import QueryDict

from ichigen.services.bulk.choose import Selection
from ichigen.web.orders.filters import reading
from ichigen.web.ui.tables import whole


def chosen_by(post: QueryDict) -> Selection:
    """Read a selection out of a form: `all` with the count shown and the query of the list, else the ticked ids."""
    if post.get("all"):
        shown = whole(post.get("shown"), -1, least=0)
        return Selection(wanted=reading(QueryDict(post.get("query", ""))), shown=shown)
    ticked = [*post.getlist("id"), *post.get("ids", "").split(",")]
    return Selection(ids=tuple(int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) < 19))
