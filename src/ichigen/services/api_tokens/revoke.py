"""Take a token of the public API back."""

from django.db import transaction

from ichigen.services.clock import now
from ichigen.store.api_tokens import ApiToken
from ichigen.store.worklist import AuditLog


@transaction.atomic
def revoke_token(token_id: int, actor_id: int | None) -> bool:
    """Let nobody in with it from the next request on; False where there is no such token or it is revoked already."""
    revoked = ApiToken.objects.filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=now())
    if revoked:
        AuditLog.objects.create(actor_id=actor_id, action="api_token.revoke", subject="api_token", subject_id=token_id)
    return bool(revoked)
