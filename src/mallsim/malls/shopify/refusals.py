"""How the store says no before it looks at the document (sections 1 and 2)."""

from typing import Literal

from starlette.responses import JSONResponse, Response

from mallsim.core.mall import Operation
from mallsim.malls.shopify.access import Access
from mallsim.malls.shopify.bucket import Bucket
from mallsim.malls.shopify.engine import throttled
from mallsim.malls.shopify.shop import Shop

OAUTH = "auth.token"


class ShopifyRefusals:
    """The answers of the weather."""

    def __init__(self, shop: Shop, access: Access, bucket: Bucket) -> None:
        self._shop = shop
        self._access = access
        self._bucket = bucket

    def throttled(self, operation: Operation, number: int, per: Literal["second", "day"]) -> Response:
        """HTTP 200 and THROTTLED; the token endpoint answers 429."""
        if operation.name == OAUTH:
            return Response(status_code=429, headers={"Retry-After": "2.0"})
        cost = self._bucket.cost(self._shop.switches.plan, self._shop.now(), 202, None)
        cost["throttleStatus"]["currentlyAvailable"] = 18
        return JSONResponse(throttled(cost))

    def server_error(self, operation: Operation) -> Response:
        """HTTP 500, an HTML page."""
        return Response("<html><body>Internal Server Error</body></html>", 500, media_type="text/html")

    def auth_expired(self, operation: Operation) -> Response:
        """401; at the token endpoint the app is refused."""
        if operation.name == OAUTH:
            error = {"error": "application_cannot_be_found", "error_description": "The app is not installed."}
            return JSONResponse(error, 400)
        return self._access.unauthorised()

    def maintenance(self, operation: Operation) -> Response:
        """503."""
        return Response("<html><body>Service Unavailable</body></html>", 503, media_type="text/html")
