"""The catalogue over the wire (page section 3.8)."""

from ichigen.mallkit.exchange import ListingPage
from ichigen.mallkit.json_values import Unreadable
from ichigen.malls.mercari_shops import documents
from ichigen.malls.mercari_shops.caller import Caller, Query
from ichigen.malls.mercari_shops.errors import unreadable
from ichigen.malls.mercari_shops.unseen_fields import unseen
from ichigen.malls.mercari_shops.wire import parse_page
from ichigen.malls.mercari_shops.wire_products import parse_products

PER_PAGE = 100


def list_listings(caller: Caller, page: str | None) -> ListingPage:
    """Return one page of the catalogue, a listing for each variant."""
    query = products_query(PER_PAGE, page, unseen(caller).variant_name)
    answer = caller.ask(query)
    refusal = caller.refusal(query, answer, "products")
    if refusal is not None and answer.data.get("products") is None:
        raise refusal
    try:
        found = parse_page(answer.data, "products")
    except Unreadable as error:
        raise unreadable(caller.call(query)) from error
    listings, problems = parse_products(found.nodes)
    return ListingPage(listings, found.after, problems)


def products_query(first: int, after: str | None, variant_name: str = "") -> Query:
    """Return the catalogue query; `variant_name`: the field of a variant's name, where the schema has one."""
    cost = documents.cost(documents.PRODUCT_FIELDS, first)
    return Query("items.list", documents.PRODUCTS % variant_name, {"first": first, "after": after}, cost=cost)
