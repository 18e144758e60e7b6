"""The @idempotent directive: required at run time since 2026-04, though the schema does not say so (trap 1)."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from mallsim.malls.shopify.errors import ApiError, user_error
from mallsim.malls.shopify.versions import strict_stock
from mallsim.malls.shopify.visit import Visit

KEY = "@idempotent"
FAILED = "failed"
KEPT = 20_000
"""Keys the store remembers; the oldest are forgotten, so that a demo can run for weeks."""
Payload = dict[str, Any]
Run = Callable[[], Payload]


def once(name: str, empty: Payload, visit: Visit, args: Mapping[str, Any], run: Run, *, coded: bool = True) -> Payload:
    """Run a mutation once per key: the same key and input get the first answer again, another input a refusal.

    ``empty`` is the payload of a refusal; ``coded`` whether its userErrors have a code.
    """
    key = args.get(KEY)
    if key is None:
        if strict_stock(visit.version):
            message = "The @idempotent directive is required for this mutation but was not provided."
            raise ApiError(message, "BAD_REQUEST")
        return run()
    if not key.strip():
        raise ApiError("The idempotency key must not be empty.", "BAD_REQUEST")
    return _keyed(name, key, empty, visit, args, run, coded)


def _keyed(
    name: str, key: str, empty: Payload, visit: Visit, args: Mapping[str, Any], run: Run, coded: bool
) -> Payload:
    shop = visit.shop
    asked = json.dumps({n: v for n, v in args.items() if n != KEY}, sort_keys=True, ensure_ascii=False)
    if shop.switches.concurrent_keys > 0:
        shop.switches.concurrent_keys -= 1
        return _refused(empty, "CONCURRENT_REQUEST", "A request with this idempotency key is being processed.", coded)
    before = shop.keys.get((name, key))
    if before is not None and before[0] != asked:
        return _refused(empty, "KEY_PARAMETER_MISMATCH", "The idempotency key was used with other parameters.", coded)
    if before is not None and before[1] == FAILED:
        return _refused(empty, "PREVIOUS_ATTEMPT_FAILED", "The previous attempt with this key failed.", coded)
    if before is not None:
        answer: Payload = before[1]
        return answer
    if len(shop.keys) >= KEPT:
        del shop.keys[next(iter(shop.keys))]
    shop.keys[(name, key)] = (asked, FAILED)
    answer = run()
    shop.keys[(name, key)] = (asked, answer)
    return answer


def _refused(empty: Payload, what: str, message: str, coded: bool) -> Payload:
    return empty | {"userErrors": [user_error(message, code=f"IDEMPOTENCY_{what}" if coded else None)]}
