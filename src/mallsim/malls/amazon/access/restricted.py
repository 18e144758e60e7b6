"""createRestrictedDataToken: personal data of v0 needs one, v2026-01-01 does not (section 1.4, Trap 12)."""

from __future__ import annotations

from mallsim.malls.amazon.access.lwa import SELLER
from mallsim.malls.amazon.settings import TOKEN_S
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, invalid

MOST = 50
METHODS = ("GET", "PUT", "POST", "DELETE")


def create_restricted_data_token(visit: Visit) -> Answer:
    """``POST /tokens/2021-03-01/restrictedDataToken``."""
    resources = visit.document().get("restrictedResources")
    if not isinstance(resources, list) or not 1 <= len(resources) <= MOST:
        raise invalid(f"restrictedResources: 1 to {MOST} are required.")
    paths = []
    for one in resources:
        if not isinstance(one, dict) or one.get("method") not in METHODS or not isinstance(one.get("path"), str):
            raise invalid("restrictedResources: method and path are required.")
        elements = one.get("dataElements") or []
        paths.append(f"{one['method']} {one['path']} {','.join(map(str, elements))}")
    token = visit.lwa.issue(SELLER, visit.now, tuple(paths))
    return Answer(200, {"restrictedDataToken": token.value, "expiresIn": TOKEN_S})
