"""The people who work with the hub, and the one-time links that let them in without a password."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models


class Role(models.TextChoices):
    """What a member of staff may do; permissions are derived from it."""

    OWNER = "owner", "オーナー"
    MANAGER = "manager", "店長"
    PACKER = "packer", "倉庫"
    CLERK = "clerk", "店頭スタッフ"


class Language(models.TextChoices):
    """The language of the screens."""

    JAPANESE = "ja", "日本語"
    ENGLISH = "en", "English"


class StaffAccounts(BaseUserManager["Staff"]):
    """Makes staff; a new member has no usable password until one is set through a one-time link."""

    def add(self, code: str, role: Role, display_name: str = "") -> "Staff":
        """A new, saved member of staff. Raises `ValidationError` for a code that is not allowed or taken."""
        staff = self.model(code=code, role=role, display_name=display_name or code)
        staff.set_unusable_password()
        staff.full_clean()
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser, PermissionsMixin):
    """A member of staff; `code` is the login name."""

    USERNAME_FIELD = "code"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["role"]

    code = models.CharField(
        "スタッフコード",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"\A[0-9A-Za-z._-]+\Z", "スタッフコードは半角英数字と「.」「_」「-」で入力してください。")
        ],
    )
    display_name = models.CharField("表示名", max_length=80)
    role = models.CharField("役割", max_length=16, choices=Role)
    language = models.CharField("言語", max_length=8, choices=Language, default=Language.JAPANESE)
    is_active = models.BooleanField("有効", default=True)

    objects: ClassVar[StaffAccounts] = StaffAccounts()

    class Meta:
        verbose_name = "スタッフ"
        verbose_name_plural = "スタッフ"

    def __str__(self) -> str:
        return self.display_name


class OneTimeLink(models.Model):
    """A link that logs a member of staff in once. Only the hash of its token is stored."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="one_time_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "ワンタイムリンク"
        verbose_name_plural = "ワンタイムリンク"

    def __str__(self) -> str:
        return f"{self.staff.code} 〜{self.expires_at:%Y-%m-%d %H:%M}Z"

    @classmethod
    def issue(cls, staff: Staff, now: datetime, valid_for: timedelta) -> str:
        """Store a new link and return its token: the only time the token is seen."""
        token = secrets.token_urlsafe(32)
        cls.objects.create(staff=staff, token_hash=_hashed(token), expires_at=now + valid_for)
        return token

    @classmethod
    def find(cls, token: str, now: datetime) -> "OneTimeLink | None":
        """The link while it can still be used, left as it is."""
        return cls._usable(token, now).select_related("staff").first()

    @classmethod
    def _usable(cls, token: str, now: datetime) -> "models.QuerySet[OneTimeLink]":
        return cls.objects.filter(
            token_hash=_hashed(token), used_at__isnull=True, expires_at__gt=now, staff__is_active=True
        )

    @classmethod
    def redeem(cls, token: str, now: datetime) -> Staff | None:
        """The member of staff the link belongs to, and the link is used up; None when it is unknown, old or used.

        One UPDATE decides, so of two simultaneous uses one wins.
        """
        valid = cls._usable(token, now)
        if not cls.objects.filter(pk__in=valid.values("pk"), used_at__isnull=True).update(used_at=now):
            return None
        return Staff.objects.get(one_time_links__token_hash=_hashed(token))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
