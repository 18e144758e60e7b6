"""A model field whose JSON content is encrypted at rest and never shown by accident."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.models.functions import Cast
from django.db.models.query_utils import DeferredAttribute

from ichigen.store.keys import KeyRefused, key_id, read_keys


class Sealed(Mapping[str, Any]):
    """An opened JSON object (credentials by field name). Neither `repr` nor `str` shows a value."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Sealed: {', '.join(sorted(self._values)) or 'empty'}>"


def seal(values: Mapping[str, Any]) -> str:
    """`<key id>:<token>` of the values under the first key. Raises `KeyRefused`."""
    keys = read_keys(settings.CREDENTIAL_KEY_FILE)
    token = Fernet(keys[0]).encrypt(json.dumps(dict(values), ensure_ascii=False).encode())
    return f"{key_id(keys[0])}:{token.decode('ascii')}"


def unseal(stored: str) -> Sealed:
    """The values again. Raises `KeyRefused` when the key they were sealed with is not in the key file."""
    name, _, token = stored.partition(":")
    keys = read_keys(settings.CREDENTIAL_KEY_FILE)
    try:
        opened = MultiFernet([Fernet(key) for key in keys]).decrypt(token)
    except InvalidToken:
        raise KeyRefused(
            f"認証情報を開けません（鍵 {name}）。この鍵を含む {settings.CREDENTIAL_KEY_FILE} をバックアップから戻すか、"
            "認証情報を登録し直してください。"
        ) from None
    return Sealed(json.loads(opened))


class _SealedAttribute(DeferredAttribute):
    """Whatever is assigned is held as `Sealed`, so that a model in a log or traceback shows nothing."""

    def __set__(self, instance: Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class SealedJSONField(models.TextField[Mapping[str, Any], Sealed]):
    """Holds a JSON object, sealed. Takes any mapping, reads as `Sealed`; empty (the default) is stored as empty text.

    It cannot be searched: the same content is sealed differently each time.
    """

    description = "Encrypted JSON object"
    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": dict, "blank": True, **kwargs})

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> Sealed | None:
        if value is None:
            return None
        return unseal(value) if value else Sealed({})

    def to_python(self, value: Any) -> Sealed | None:
        if value is None or isinstance(value, Sealed):
            return value
        if isinstance(value, Mapping):
            return Sealed(value)
        raise TypeError("A sealed field takes a mapping.")

    def get_prep_value(self, value: Any) -> str | None:
        opened = self.to_python(value)
        if opened is None:
            return None
        return seal(opened) if opened else ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull` can be asked of a sealed field."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: Model) -> str:
        """Serialisers get the sealed text."""
        return self.get_prep_value(self.value_from_object(obj)) or ""


def seal_again(model: type[Model], field: str) -> int:
    """Seal every value of one column with the first key, row by row; returns how many were under another."""
    first = key_id(read_keys(settings.CREDENTIAL_KEY_FILE)[0])
    stored = Cast(field, models.TextField())
    rows = model._default_manager.annotate(_sealed=stored).exclude(_sealed="").exclude(_sealed__startswith=f"{first}:")
    changed = 0
    for pk in rows.values_list("pk", flat=True):
        with transaction.atomic():
            model._default_manager.select_for_update().get(pk=pk).save(update_fields=[field])
        changed += 1
    return changed


def seal_all_again() -> int:
    """Seal every value of every sealed column with the first key; returns how many were under another."""
    return sum(
        seal_again(model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedJSONField)
    )
