"""The person who is logged in: the one stored thing that a request brings to the screens."""

from typing import TypeAlias

from ichigen.store.staff import Staff

Person: TypeAlias = Staff
