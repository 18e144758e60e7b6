"""The demo's two members of staff; their password is new for every demo and shown once."""

import secrets

from ichigen.store.staff import Role, Staff

PEOPLE: tuple[tuple[str, Role, str], ...] = (
    ("owner", Role.OWNER, "店長 デモ"),
    ("packer", Role.PACKER, "倉庫 デモ"),
)


def make_demo_staff() -> str:
    """Make the staff of the demo and return the password they share."""
    password = secrets.token_urlsafe(9)
    for code, role, name in PEOPLE:
        member = Staff.objects.filter(code=code).first() or Staff.objects.add(code, role, name)
        member.set_password(password)
        member.save()
    return password
