"""Checks the AWS signature (SigV4) of a request to the queue, which real SQS never answers without.

Its age is not checked: the queue's clock is the simulated one, which tests move ahead of their clients'.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request

HEADER = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/sqs/aws4_request,\s*"
    r"SignedHeaders=(?P<signed>[^,]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The access key of the shop's own AWS account."""

    access_key_id: str
    secret_access_key: str


def fault_of(request: Request, body: bytes, keys: Keys) -> tuple[str, str] | None:
    """(error code, message) of what is wrong with the signature, or None."""
    match = HEADER.fullmatch(request.headers.get("authorization", ""))
    if match is None:
        return "MissingAuthenticationTokenException", "Request is missing Authentication Token"
    if match["key"] != keys.access_key_id:
        return "UnrecognizedClientException", "The security token included in the request is invalid."
    stamp = request.headers.get("x-amz-date", "")
    scope = f"{match['day']}/{match['region']}/sqs/aws4_request"
    canonical = _canonical(request, body, match["signed"].split(";"))
    to_sign = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = f"AWS4{keys.secret_access_key}".encode()
    for part in (match["day"], match["region"], "sqs", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    if hmac.compare_digest(expected, match["signature"]):
        return None
    return "InvalidSignatureException", "The request signature we calculated does not match the signature you provided."


def _canonical(request: Request, body: bytes, signed: list[str]) -> str:
    headers = "".join(f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in signed)
    path = quote(request.url.path, safe="/-_.~")
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join((request.method, path, request.url.query, headers, ";".join(signed), digest))
