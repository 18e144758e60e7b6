"""The seller's consent to a public application, given at once (section 1.1)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mallsim.malls.amazon.access.lwa import Lwa
from mallsim.malls.amazon.settings import Settings

PATH = "/apps/authorize/consent"
HOME = ("127.0.0.1", "localhost", "::1")


def consent(lwa: Lwa, settings: Settings, request: Request, now: datetime) -> Response:
    """Send the browser back to ``redirect_uri`` with the code; plain http only on this machine."""
    target = request.query_params.get("redirect_uri", "")
    address = urlsplit(target)
    secure = address.scheme == "https" or (address.scheme == "http" and address.hostname in HOME)
    if not secure or not request.query_params.get("application_id") or not request.query_params.get("state"):
        return Response("MD1000", 400, {"Content-Type": "text/plain"})
    back = {
        "state": request.query_params["state"],
        "selling_partner_id": settings.seller_id,
        "spapi_oauth_code": lwa.consent(now),
    }
    return RedirectResponse(f"{target}{'&' if address.query else '?'}{urlencode(back)}", 302)
