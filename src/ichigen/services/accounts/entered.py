"""What is wrong with the values of the form of an account, held against the manifest of its mall."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from ichigen.mallkit.manifest import CredentialField, Mall
from ichigen.services.gate import is_loopback
from ichigen.store.installation import Installation

LABEL = "label"
NO_ADDRESS = "https:// で始まる接続先を入力してください。"


def value_errors(mall: Mall, values: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with credentials and settings, by the names of the manifest (Japanese)."""
    found = ((row.name, _problem(row, values.get(row.name, ""))) for row in (*mall.credentials, *mall.settings))
    return {name: problem for name, problem in found if problem}


def field_errors(mall: Mall, label: str, values: Mapping[str, str], endpoints: Mapping[str, str]) -> dict[str, str]:
    """Return per field name what must be corrected before the values can be tried."""
    errors = {} if label else {LABEL: "アカウント名を入力してください。"}
    errors |= value_errors(mall, values)
    practice = Installation.objects.filter(kind=Installation.Kind.PRACTICE).exists()
    for endpoint in mall.endpoints:
        problem = _address_problem(endpoints.get(endpoint.name, "") or endpoint.default, practice)
        if problem:
            errors[f"endpoint_{endpoint.name}"] = problem
    return errors


def _problem(row: CredentialField, value: str) -> str:
    if not value:
        return f"{row.label}を入力してください。" if row.required else ""
    if row.pattern and not re.fullmatch(row.pattern, value):
        return f"{row.label}の形式が違います。前後の空白や、途中で切れていないかを確認してください。"
    return ""


def _address_problem(address: str, practice: bool) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return NO_ADDRESS
    loopback = is_loopback(parts.hostname or "")
    if not parts.hostname or parts.scheme not in ("http", "https"):
        return NO_ADDRESS
    if parts.scheme == "http" and not loopback:
        return "暗号化されない http:// は、このコンピュータ内の接続先にだけ使えます。https:// にしてください。"
    if practice and not loopback:
        return "練習用のデータベースからは、このコンピュータ内のシミュレータにだけ接続できます。"
    return ""
