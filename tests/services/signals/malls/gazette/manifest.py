"""A mall that posts its news, signed, and keeps more of it in a queue. Found by scanning, like any other."""

import json
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac

from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import GuardRefusal, Intent, StepPlan
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.errors import Refused
from ichigen.mallkit.manifest import (
    CredentialField,
    Endpoint,
    Mall,
    OrderFeed,
    Scan,
    StockCapability,
    StockMode,
    WriteBackCapability,
)
from ichigen.mallkit.signals import Delivery, Signal, SignalFeed


def signed(body: bytes, key: str) -> str:
    """The signature of a delivery."""
    return hmac(key.encode(), body, sha256).hexdigest()


def receive(delivery: Delivery, values: Mapping[str, str]) -> Signal | None:
    """`{"id", "orders", "listings", "poll"}`, signed with the account's key; a greeting is of no concern."""
    if not compare_digest(signed(delivery.body, values["key"]), delivery.headers.get("x-gazette-signature", "")):
        raise Refused("signature", "署名が一致しません。")
    news = json.loads(delivery.body)
    if news.get("greeting"):
        return None
    return Signal(news["id"], tuple(news.get("orders", ())), tuple(news.get("listings", ())), news.get("poll", False))


def plan(intent: Intent, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """Never asked."""
    raise NotImplementedError


def connect(connection: Connection) -> MallClient:
    """Never called: the tests hand the loops a client."""
    raise NotImplementedError


MALL = Mall(
    id="gazette",
    label="官報モール",
    color="#666666",
    identity_field="shop",
    credentials=(CredentialField("shop", "店舗", ""), CredentialField("key", "鍵", "")),
    endpoints=(Endpoint("api", "https://gazette.invalid"),),
    limits=(),
    orders=OrderFeed(
        (Scan("all", "すべて", every_s=300.0, every_night_s=300.0, lookback_s=86_400.0, finds_new=True),), fetch_batch=2
    ),
    stock=StockCapability(
        modes=(StockMode.ABSOLUTE,),
        write_batch=10,
        read_batch=10,
        settle_s=5.0,
        read_every_s=600.0,
        read_every_night_s=600.0,
        hidden_sale_s=60.0,
        maximum=999,
    ),
    write_back=WriteBackCapability(),
    permissions=(),
    connect=connect,
    plan=plan,
    signals=SignalFeed(receive=receive, queue_setting="queue", queue_every_s=2.0),
)
