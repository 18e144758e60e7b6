"""The cost bucket of an app in a store (section 2); never scaled by the time scale."""

from typing import Any

from mallsim.malls.shopify.settings import BUCKET_S, PLANS


class Bucket:
    """Points that are left; they come back with time."""

    def __init__(self) -> None:
        self._left: float | None = None
        self._at = 0.0

    def left(self, plan: str, now: float) -> float:
        """Points available now."""
        rate = PLANS[plan]
        size = rate * BUCKET_S
        if self._left is None:
            self._left, self._at = size, now
        self._left = min(size, self._left + max(0.0, now - self._at) * rate)
        self._at = now
        return self._left

    def take(self, points: float) -> None:
        """Use points up; negative gives back."""
        assert self._left is not None
        self._left -= points

    def cost(self, plan: str, now: float, requested: int | None, actual: int | None) -> dict[str, Any]:
        """``extensions.cost``."""
        rate = PLANS[plan]
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": rate * BUCKET_S,
                "currentlyAvailable": int(min(self.left(plan, now), rate * BUCKET_S)),
                "restoreRate": rate,
            },
        }
