"""Verifying that an address belongs to its account (contract 10-identity §3, rule 9)."""

from __future__ import annotations

from backend.accounts.domain.addresses import normal_email
from backend.accounts.domain.kinds import StageKind
from backend.accounts.models.users import User
from backend.accounts.repository import users
from backend.accounts.service import notices, sessions, stages
from backend.infra import audit, outbox
from backend.infra.unit_of_work import transactional

WANTED = "accounts.verification_wanted"


def send_verification(user: User) -> None:
    """Owe the verification link; joins the open unit. Older links are void."""
    notices.verify_address(user, stages.issue_mailed(StageKind.EMAIL_VERIFY, user))


@transactional
def verify(token: str) -> None:
    """Mark the address of a mailed token verified; raises InvalidToken, TokenExpired."""
    row = stages.get_usable(token, StageKind.EMAIL_VERIFY)
    stages.use(row)
    user = users.get_user(row.user_id)
    user.email_verified = True
    with sessions.acting_as(user):
        audit.record("accounts.user.email_verified", user.id)


@transactional
def want_verification(email: str) -> None:
    """Owe a look at this address: known or not, the caller's answer and its time are the same (refusal 18)."""
    outbox.put(WANTED, {"email": normal_email(email)})


@transactional
def resend(email: str) -> None:
    """Mail a new link when an unverified account, active or pending, has this address."""
    user = users.find_by_email(email)
    if user is not None and not user.email_verified and (user.is_active or user.is_pending):
        send_verification(user)
