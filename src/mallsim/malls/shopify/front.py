"""The HTTP side: the store's real paths (section 1)."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from mallsim.core.calls import body_of, call_of
from mallsim.core.mall import Operation
from mallsim.malls.shopify import operations
from mallsim.malls.shopify.access import Access
from mallsim.malls.shopify.engine import Engine
from mallsim.malls.shopify.jobs import Jobs
from mallsim.malls.shopify.shop import Shop
from mallsim.malls.shopify.versions import served
from mallsim.malls.shopify.visit import Visit

OAUTH_PATH = "/admin/oauth/access_token"
API_PATH = "/admin/api/{version}/graphql.json"
VERSION_HEADER = "X-Shopify-API-Version"


class Front:
    """Turns HTTP into runs of the engine."""

    def __init__(self, shop: Shop, jobs: Jobs, access: Access, engine: Engine) -> None:
        self.engine = engine
        self._shop = shop
        self._jobs = jobs
        self._access = access

    def routes(self) -> list[BaseRoute]:
        """Token endpoint and API."""
        return [
            Route(OAUTH_PATH, self._access.token, methods=["POST"]),
            Route(API_PATH, self._api, methods=["POST"]),
        ]

    def operation_of(self, request: Request) -> Operation:
        """The token endpoint by its path, everything else by the document."""
        return operations.TOKEN if request.url.path == OAUTH_PATH else operations.named(body_of(request))

    async def _api(self, request: Request) -> Response:
        version = served(request.path_params["version"], self._shop.switches.oldest_version)
        if version is None:
            return JSONResponse({"errors": "Not Found"}, 404)
        if not self._access.admits(request):
            return self._access.unauthorised()
        asked = _asked(await request.body())
        if asked is None:
            return JSONResponse({"errors": {"query": "Required parameter missing or invalid"}}, 400)
        visit = Visit(self._shop, self._jobs, call_of(request), version, list(self._shop.switches.scopes))
        return JSONResponse(self.engine.run(asked, visit), headers={VERSION_HEADER: version})


def _asked(raw: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(raw)
    except ValueError:
        return None
    return document if isinstance(document, dict) and isinstance(document.get("query"), str) else None
