"""AWS signature version 4 for the queue: the one place that knows botocore. SP-API itself is not signed (page section 0)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ichigen.mallkit.http import Call


@dataclass(frozen=True, slots=True)
class AwsKey:
    """An access key of the shop's own AWS account. Its representation hides the secret half."""

    key_id: str
    secret: str = field(repr=False)
    region: str


def signed(key: AwsKey, service: str, call: Call, now: datetime) -> dict[str, str]:
    """Return the headers of a call with its signature of this moment: botocore's own signing asks the machine's clock."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {**call.headers, "X-Amz-Date": stamp}
    request = AWSRequest(method=call.method, url=call.url, headers=headers, data=call.content)
    request.context["timestamp"] = stamp
    signer = SigV4Auth(Credentials(key.key_id, key.secret), service, key.region)
    signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    names = signer.signed_headers(signer.headers_to_sign(request))
    scope = signer.scope(request)
    proof = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "Authorization": proof}
