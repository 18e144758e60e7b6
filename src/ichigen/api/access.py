"""Who gets in: the bearer token, its scope, and the outer shape of the request, in this order."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from ichigen.api.problems import Problem
from ichigen.api.validation import unknown_parameters
from ichigen.domain.api_scopes import Scope
from ichigen.services.api_tokens.enter import Caller, TooManyAttempts, enter

JSON = "application/json"


class ApiRequest(HttpRequest):
    """A request that was let in."""

    auth: Caller


class Bearer(HttpBearer):
    """Lets tokens with one scope in. `parameters`: the names a query may have."""

    def __init__(self, scope: Scope, parameters: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.scope = scope
        self.parameters = parameters

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Return the caller. Raises `Problem`."""
        found = super().__call__(request)
        caller = found if isinstance(found, Caller) else None
        if caller is None:
            raise Problem("unauthorized", headers={"WWW-Authenticate": "Bearer"})
        if not caller.may(self.scope):
            challenge = f'Bearer error="insufficient_scope", scope="{self.scope.value}"'
            raise Problem("forbidden", headers={"WWW-Authenticate": challenge})
        unknown = set(request.GET) - self.parameters
        if unknown:
            raise unknown_parameters(sorted(unknown))
        if request.method == "POST" and request.content_type != JSON:
            raise Problem("unsupported-media-type", headers={"Accept-Post": JSON})
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return whom the token stands for. Raises `Problem` where too many wrong ones came from there."""
        try:
            return enter(token.strip(), request.META.get("REMOTE_ADDR", ""))
        except TooManyAttempts as blocked:
            raise Problem("too-many-attempts", headers={"Retry-After": str(blocked.wait_s)}) from None
