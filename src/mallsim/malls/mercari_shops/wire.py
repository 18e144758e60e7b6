"""The body of a GraphQL request (section 1)."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class GraphqlRequest:
    """``query``, ``variables`` and ``operationName``."""

    query: str
    variables: dict[str, Any]
    operation_name: str | None

    @classmethod
    def read(cls, body: bytes) -> "GraphqlRequest | None":
        """The request in a body; None where it is not one JSON object of the right shape."""
        try:
            raw = json.loads(body)
        except ValueError:
            return None
        if not isinstance(raw, dict) or not isinstance(raw.get("query"), str):
            return None
        variables, name = raw.get("variables"), raw.get("operationName")
        if not isinstance(variables, dict | None) or not isinstance(name, str | None):
            return None
        return cls(raw["query"], variables or {}, name or None)
