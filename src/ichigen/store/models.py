"""Where Django looks for models; each lives in the module of its aggregate."""

from ichigen.store.staff import OneTimeLink, Staff

__all__ = ["OneTimeLink", "Staff"]
