"""Which orders a bulk action is for, as the list's form tells it."""

from django.http import QueryDict

from ichigen.services.bulk.choose import Selection
from ichigen.web.orders.filters import reading


def chosen_by(post: QueryDict) -> Selection:
    """Read a selection out of a form: `all` with the count shown and the query of the list, else the ticked ids."""
    if post.get("all"):
        shown = post.get("shown", "")
        return Selection(wanted=reading(QueryDict(post.get("query", ""))), shown=int(shown) if shown.isdigit() else -1)
    ticked = [*post.getlist("id"), *post.get("ids", "").split(",")]
    return Selection(ids=tuple(int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) < 19))
