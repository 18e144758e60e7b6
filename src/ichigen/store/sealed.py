"""placeholder until the real field is merged."""

import json
from typing import Any
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models


class SealedJSONField(models.BinaryField):  # type: ignore[type-arg]
    def get_prep_value(self, value: Any) -> Any:
        return self._fernet().encrypt(json.dumps(value).encode())

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return json.loads(self._fernet().decrypt(bytes(value)))

    def _fernet(self) -> Fernet:
        from pathlib import Path

        p = Path(settings.CREDENTIAL_KEY_FILE)
        if not p.exists():
            p.write_bytes(Fernet.generate_key())
        return Fernet(p.read_bytes().split()[0])
