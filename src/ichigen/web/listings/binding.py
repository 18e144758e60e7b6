"""One code of a mall: what it is made of, binding it to SKUs, taking them off again."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.catalogue.bind import bind_listing, unbind_listing
from ichigen.services.views.bindings import Binding, binding, listing_code, sku_choices
from ichigen.web.listings.forms import BindForm, UnbindForm
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of

CHANGED = ("listings-changed", "orders-changed", "worklist-changed")


@allowed(Action.LISTING_BIND)
def listing(request: StaffRequest, listing_id: int) -> HttpResponse:
    """One listing, as a page or for the drawer."""
    return _answer(request, _of_listing(listing_id))


@allowed(Action.LISTING_BIND)
def bind(request: StaffRequest, account_id: int) -> HttpResponse:
    """Bind a code that an order named, whether the catalogue has shown it or not."""
    if request.method != "POST":
        return _answer(request, _or_404(account_id, request.GET.get("code", "")))
    form = BindForm(request.POST)
    found = _or_404(account_id, request.POST.get("code", ""))
    if not form.is_valid():
        return _answer(request, found, form=form, status=422)
    values = form.cleaned_data
    refusal = bind_listing(account_id, found.code, values["sku"], values["per_sale"], request.user.pk)
    if refusal is not None:
        return _answer(request, found, form=form, refused=gettext(refusal.message), status=422)
    text = gettext("SKUに紐付けました。待っていた受注の在庫を確保しました。")
    return _done(request, _or_404(account_id, found.code), text, found.orders)


@allowed(Action.LISTING_BIND)
@post_of("listings:listing", "listing_id")
def unbind(request: StaffRequest, listing_id: int) -> HttpResponse:
    """Take the SKUs off a listing."""
    found = _of_listing(listing_id)
    form = UnbindForm(request.POST)
    if not form.is_valid():
        return _answer(request, found, unbinding=form, status=422)
    refusal = unbind_listing(listing_id, form.cleaned_data["unbind_reason"], request.user.pk)
    if refusal is not None:
        return _answer(request, found, refused=gettext(refusal.message), status=409)
    return _done(request, _of_listing(listing_id), gettext("紐付けを外しました。この出品には在庫を書き込みません。"))


@allowed(Action.LISTING_BIND)
def skus(request: StaffRequest) -> HttpResponse:
    """SKUs for the search box."""
    text = request.GET.get("q", "").strip()[:100]
    return render(request, "listings/choices.html", {"choices": sku_choices(text), "text": text})


def _of_listing(listing_id: int) -> Binding:
    known = listing_code(listing_id)
    if known is None:
        raise Http404
    return _or_404(*known)


def _or_404(account_id: int, code: str) -> Binding:
    found = binding(account_id, code.strip())
    if found is None:
        raise Http404
    return found


def _answer(
    request: StaffRequest,
    found: Binding,
    *,
    form: BindForm | None = None,
    unbinding: UnbindForm | None = None,
    refused: str = "",
    settled: tuple[tuple[int, str], ...] = (),
    status: int = 200,
) -> HttpResponse:
    text = request.POST.get("q", request.GET.get("q", "")).strip()[:100]
    context = {
        "binding": found,
        "form": form
        or BindForm(initial={"code": found.code, "sku": found.suggestion.id if found.suggestion else None}),
        "unbinding": unbinding or UnbindForm(),
        "refused": refused,
        "settled": settled,
        "text": text,
        "choices": sku_choices(text),
    }
    return page(request, "listings/binding.html", context, part="listings/binding_part.html", status=status)


def _done(request: StaffRequest, found: Binding, text: str, settled: tuple[tuple[int, str], ...] = ()) -> HttpResponse:
    answer = (
        _answer(request, found, settled=settled)
        if request.htmx
        else redirect("listings:listing", listing_id=found.listing_id)
    )
    return say(request, answer, text, *CHANGED)
