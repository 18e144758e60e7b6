"""「モール倉庫」 on every screen that shows a listing's number, in both languages."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ichigen.services.clock import now
from ichigen.store.staff import Role
from tests.builders import make_account, make_listing, make_sku
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "word", "counted"),
    [("ja", "モール倉庫", "モール倉庫 1"), ("en", "Kept by the mall", "1 kept by the mall")],
)
def test_a_listing_the_mall_keeps_says_so_with_its_number(
    client: Client, language: str, word: str, counted: str
) -> None:
    client.force_login(make_staff("owner", Role.OWNER))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    account, sku = make_account(), make_sku("A-1", 5)
    listing = make_listing(account, sku, kept_by_mall=True, seen_quantity=8, seen_at=now(), exists_at=now())

    pages = {
        "/stock/": word,
        reverse("stock:sku", args=[sku.pk]): word,
        f"/listings/?account={account.pk}&state=matched": word,
        "/goods/": counted,
        reverse("goods:sku", args=[sku.pk]): counted,
        reverse("readiness:listing", args=[listing.pk]): {"ja": "モール倉庫", "en": "kept by the mall"}[language],
    }

    for address, expected in pages.items():
        answer = client.get(address)
        assert (address, answer.status_code, expected in answer.content.decode()) == (address, 200, True)
