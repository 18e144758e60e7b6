"""How 楽天 says no before an operation runs (sections 0 and 1.2)."""

from itertools import cycle
from typing import Literal

from starlette.responses import Response

from mallsim.core.mall import Operation
from mallsim.malls.rakuten.access import Access
from mallsim.malls.rakuten.gateway import rest_error


class RakutenRefusals:
    """The gateway's own answers."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._throttle = cycle((429, 503))

    def throttled(self, operation: Operation, number: int, per: Literal["second", "day"]) -> Response:
        """Alternately 429 and 503, both without body (undocumented; section 0, SIM)."""
        return Response(status_code=next(self._throttle))

    def server_error(self, operation: Operation) -> Response:
        """500 X0000."""
        return rest_error(500, "X0000", "System error")

    def auth_expired(self, operation: Operation) -> Response:
        """401 with the body chosen in the settings."""
        return self._access.unauthorised()

    def maintenance(self, operation: Operation) -> Response:
        """503 without body."""
        return Response(status_code=503)
