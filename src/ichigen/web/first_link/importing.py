"""Step ④ 取込みの確認: what the mall's goods become; a person decides, one row or all of a kind."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from ichigen.domain.permissions import Action
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.first_link.decide import decide_all, decide_one
from ichigen.services.first_link.plan import DECIDED, KIND_LABELS, WAYS_FOR_ALL, Kind, Way, counts, plan
from ichigen.services.first_link.steps import Step
from ichigen.web.first_link.columns import IMPORT_COLUMNS, KIND_HELP, WAY_LABELS, WAY_RESULTS
from ichigen.web.first_link.frame import answer, link_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query

SHOWN = tuple(kind for kind in Kind if kind is not Kind.DONE)


@allowed(Action.ACCOUNT_EDIT)
def plan_page(request: StaffRequest, account_id: int) -> HttpResponse:
    """The listings of one kind."""
    return _draw(request, account_id)


@allowed(Action.ACCOUNT_EDIT)
@post_of("first_link:import", "account_id")
def decide(request: StaffRequest, account_id: int) -> HttpResponse:
    """Decide one listing."""
    link_or_404(account_id)
    post = request.POST
    way = _way(post)
    if way is None:
        return _back(request, account_id)
    listing, sku = whole(post.get("listing"), 0, least=0), whole(post.get("sku"), 0, least=0)
    return _told(request, account_id, decide_one(account_id, listing, way, sku or None, request.user.pk), way, 1)


@allowed(Action.ACCOUNT_EDIT)
@post_of("first_link:import", "account_id")
def decide_many(request: StaffRequest, account_id: int) -> HttpResponse:
    """Decide all listings of a kind; refused where their number is not the one that was shown."""
    link_or_404(account_id)
    post = request.POST
    way, kind = _way(post), _kind(post.get("kind"), account_id)
    if way is None:
        return _back(request, account_id)
    count = whole(post.get("count"), 0, least=0)
    return _told(request, account_id, decide_all(account_id, kind, way, count, request.user.pk), way, count)


def _draw(request: StaffRequest, account_id: int, refused: str = "") -> HttpResponse:
    get = request.GET
    kind, text = _kind(get.get("kind"), account_id), get.get("q", "").strip()[:200]
    size, place = page_size(get.get("size")), whole(get.get("page"), 1)
    found = plan(account_id, kind, text, place, size)
    context = {
        "kind": kind,
        "about": KIND_HELP[kind],
        "counts": found.counts,
        "products": found.products if kind is Kind.MAKE and found.rows else None,
        "done": found.counts[Kind.DONE],
        "undecided": found.undecided,
        "text": text,
        "tabs": [
            (k, KIND_LABELS[k], found.counts[k], with_query(get, kind=k, page=""), k in DECIDED)
            for k in SHOWN
            if found.counts[k] or k is kind
        ],
        "ways": [(way, WAY_LABELS[way]) for way in WAYS_FOR_ALL.get(kind, ())]
        if found.counts[kind] and not text
        else [],
        "n": found.counts[kind],
        "table": draw(
            "import",
            gettext("取込みの確認"),
            IMPORT_COLUMNS,
            [(account_id, get.urlencode(), row) for row in found.rows],
            Paging(place, size, found.total, get),
            row_id=lambda row: row[2].planned.listing_id,
        ),
    }
    link = link_or_404(account_id)
    return answer(request, link, Step.IMPORT, context, part="first_link/import_part.html", refused=refused)


def _told(request: StaffRequest, account_id: int, refusal: GuardRefusal | None, way: Way, count: int) -> HttpResponse:
    if refusal is not None:
        return say(request, _back(request, account_id), gettext(refusal.message), tone="failed")
    text = ngettext("%(n)d 件を決めました: %(way)s", "%(n)d 件を決めました: %(way)s", count)
    return say(request, _back(request, account_id), text % {"n": count, "way": WAY_RESULTS[way]})


def _back(request: StaffRequest, account_id: int) -> HttpResponse:
    if request.htmx:
        return _draw(request, account_id)
    query = request.GET.urlencode()
    return redirect(f"{reverse('first_link:import', args=[account_id])}?{query}")


def _way(post: QueryDict) -> Way | None:
    text = post.get("way", "")
    return Way(text) if text in set(Way) else None


def _kind(text: str | None, account_id: int) -> Kind:
    """The kind asked for; else the first that still needs a person, the conflicts first."""
    if text in set(SHOWN):
        return Kind(text)
    found = counts(account_id)
    order = (Kind.SHARED, Kind.SEVERAL, Kind.DIFFERS, Kind.NO_CODE, Kind.CANDIDATE, Kind.MATCH, Kind.MAKE)
    return next((kind for kind in order if found[kind]), Kind.MAKE)
