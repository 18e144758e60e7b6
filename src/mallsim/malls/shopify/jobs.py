"""What the store does later: an order is cancelled some time after orderCancel was answered (section 5)."""

from random import Random
from typing import Any
from uuid import UUID

from mallsim.core.calls import Call
from mallsim.malls.shopify import cancelling
from mallsim.malls.shopify.gids import gid
from mallsim.malls.shopify.model import Job, Order
from mallsim.malls.shopify.shop import Shop


class Jobs:
    """Queue of cancellations; an effect is added to the call that handed the job in."""

    def __init__(self, shop: Shop, rng: Random) -> None:
        self._shop = shop
        self._rng = rng
        self._calls: dict[str, Call] = {}

    def cancel(self, order: Order, call: Call, **terms: Any) -> Job:
        """Hand a cancellation in."""
        id = gid("Job", str(UUID(int=self._rng.getrandbits(128), version=4)))
        due = self._shop.after(self._shop.switches.cancel_delay_s)
        job = self._shop.jobs[id] = Job(id, due, order.id, terms)
        self._calls[id] = call
        return job

    def tick(self) -> None:
        """Run what is due."""
        now = self._shop.now()
        for job in self._shop.jobs.values():
            if not job.done and job.due <= now:
                job.done = True
                self._run(job)

    def _run(self, job: Job) -> None:
        shop, order = self._shop, self._shop.orders.get(job.order_id)
        call = self._calls.pop(job.id, None)
        if order is None or order.cancelled is not None or cancelling.outstanding(order):
            return
        order.staff_note = job.cancel.pop("note")
        cancelling.cancel(shop, order, **job.cancel)
        shop.note(order, "cancel", "shop", reason=order.cancel_reason)
        if call is not None:
            call.effect(order=shop.number_of(order), mutation="cancel")
        shop.touch(order)
