"""The three calls of a shipment (page section 3.5). What they answer is kept with their steps."""

from dataclasses import replace
from typing import Any

from ichigen.domain.json import JsonObject
from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import ProofState, StepPlan
from ichigen.mallkit.errors import Refused
from ichigen.mallkit.json_values import Document, text
from ichigen.mallkit.manifest import Effect
from ichigen.mallkit.options import option_value
from ichigen.malls.mercari_shops import documents, message
from ichigen.malls.mercari_shops.caller import Caller, Query
from ichigen.malls.mercari_shops.client_orders import fetch_orders
from ichigen.malls.mercari_shops.errors import TABLE, Kind, unreadable
from ichigen.malls.mercari_shops.shipments import COMPLETE, CREATE, TRACK
from ichigen.malls.mercari_shops.translate_changes import parcels_of, prove, shipping_id
from ichigen.malls.mercari_shops.wire import Answer

LOST_ID = "発送の登録のIDが残っていません。受注の出荷の欄で、もう一度出荷を登録してください。二重には登録されません。"


def send_step(caller: Caller, order: MallOrder, step: StepPlan) -> JsonObject:
    """Send one step and return what the mall said of it.

    A precondition that fails says that the order moved on: it is read, and what it shows decides (page: retry rule).
    """
    try:
        return _SENDERS[step.kind](caller, step)
    except Refused as refusal:
        if not _is_precondition(refusal):
            raise
        found = fetch_orders(caller, [order.number]).orders
        shut = replace(step, answer={**step.answer, "already": True})
        if not found or prove(found[0], shut).state is not ProofState.DONE:
            raise
        return shut.answer


def _create(caller: Caller, step: StepPlan) -> JsonObject:
    query = Query("shipping.create", documents.CREATE_SHIPPING, {"i": step.payload}, Effect.WRITE)
    shipping = _shipping(caller.change(query), "createOrderShipping")
    if not (created := text(shipping, "id")):
        raise unreadable(caller.call(query))
    return {"orderShippingId": created}


def _track(caller: Caller, step: StepPlan) -> JsonObject:
    template = option_value((message.OPTION,), caller.connection.settings, message.NAME)
    values = {
        "orderShippingId": _id_of(step),
        "orderTransactionId": step.payload["orderTransactionId"],
        "trackingCode": message.shipping_text(template, parcels_of(step)),
    }
    query = Query("shipping.track", documents.UPDATE_TRACKING, {"i": values}, Effect.WRITE)
    shipping = _shipping(caller.change(query), "updateOrderShippingTrackingCode")
    if not text(shipping, "id"):
        raise unreadable(caller.call(query))
    return {"trackingCode": text(shipping, "trackingCode"), "sent": values["trackingCode"]}


def _complete(caller: Caller, step: StepPlan) -> JsonObject:
    values = {"orderShippingId": _id_of(step), "orderTransactionId": step.payload["orderTransactionId"]}
    query = Query("shipping.complete", documents.COMPLETE_SHIPPING, {"i": values}, Effect.WRITE)
    payload = caller.change(query).data.get("completeOrderShipping")
    if not isinstance(payload, dict) or not text(payload, "orderShippingId"):
        raise unreadable(caller.call(query))
    return {"completed": True}


_SENDERS = {CREATE: _create, TRACK: _track, COMPLETE: _complete}


def _id_of(step: StepPlan) -> str:
    found = shipping_id(step)
    if not found:
        raise Refused("shipping_id_missing", LOST_ID)
    return found


def _shipping(answer: Answer, field: str) -> Document:
    payload = answer.data.get(field)
    found: Any = payload.get("orderShipping") if isinstance(payload, dict) else None
    return found if isinstance(found, dict) else {}


def _is_precondition(refusal: Refused) -> bool:
    marks = next(row.marks for row in TABLE if row.kind is Kind.DONE_BEFORE)
    return any(mark in f"{refusal.code} {refusal.message}".upper() for mark in marks)
