"""AWS signature version 4 for the queue: the one place that knows botocore. SP-API itself is not signed (page section 0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


@dataclass(frozen=True, slots=True)
class AwsKey:
    """An access key of the shop's own AWS account. Its representation hides the secret half."""

    key_id: str
    secret: str = field(repr=False)
    region: str


def signed(key: AwsKey, service: str, url: str, headers: Mapping[str, str], content: bytes) -> dict[str, str]:
    """Return the headers of a POST with its signature. The time of signing is this machine's."""
    request = AWSRequest(method="POST", url=url, headers=dict(headers), data=content)
    SigV4Auth(Credentials(key.key_id, key.secret), service, key.region).add_auth(request)
    return {str(name): str(value) for name, value in request.headers.items()}
