"""Invitations into a company (contract 10-identity §6 and §7, rule 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.accounts.domain.invitations import CODE_BYTES, LIFE, InvitationState
from backend.accounts.errors import AlreadyInCompany, AlreadyMember, CompanyClosed, InvalidInvitation
from backend.accounts.models.invitations import Invitation
from backend.accounts.models.users import User
from backend.accounts.repository import company_people, users
from backend.accounts.repository.invitations import InvitationRepository
from backend.accounts.service import notices, sessions
from backend.accounts.service.placement import find_invited_place
from backend.companies import repository as companies
from backend.infra import audit
from backend.infra.crypto import sha256_hex
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import Forbidden
from backend.kernel.ids import new_secret


@dataclass(frozen=True, slots=True)
class Issued:
    """A new invitation and its code, which is shown here and mailed, and nowhere else."""

    invitation: Invitation
    code: str = field(repr=False)


@reading
def list_invitations(company_id: int, state: InvitationState | None) -> Sequence[Invitation]:
    """Return the newest hundred invitations of the company; raises CompanyNotFound."""
    companies.get_company(company_id)
    return InvitationRepository(company_id).list_newest(state, clock.now())


@transactional
def invite(company_id: int, inviter_id: int, email: str, role: Role) -> Issued:
    """Invite an address into the company and mail it the code; one that still waits for it is replaced.

    Raises CompanyNotFound, CompanyClosed (``empresa_inactive``), AlreadyMember.
    """
    company = companies.lock_company(company_id)  # two invitations of one address: the later one replaces the other
    if not company.is_active:
        raise CompanyClosed
    if company_people.is_person(company_id, email):
        raise AlreadyMember
    invitations, now = InvitationRepository(company_id), clock.now()
    invitations.revoke_pending(email, now)
    code = new_secret(CODE_BYTES)
    invitation = Invitation(
        company_id=company_id,
        email=email,
        role=role,
        hash=sha256_hex(code),
        created_by=inviter_id,
        created_at=now,
        expires_at=now + LIFE,
    )
    invitations.add(invitation)
    invitations.flush()
    audit.record("accounts.invitation.issued", invitation.id, company_id=company_id, after={"role": role.value})
    notices.invited(email, company.name, role, code)
    return Issued(invitation, code)


@transactional
def withdraw(company_id: int, invitation_id: int) -> None:
    """Revoke an invitation; one that is revoked already stays so. Raises NotFound, InvitationUsed."""
    if InvitationRepository(company_id).revoke(invitation_id, clock.now()):
        audit.record("accounts.invitation.revoked", invitation_id, company_id=company_id)


@transactional
def accept(user_id: int, code: str) -> User:
    """Join the company that invited the account's address, with the role it gave; every session ends (rule 12).

    Raises InvalidInvitation (wrong, old, used, revoked or somebody else's), CompanyInactive, AlreadyInCompany,
    Forbidden for an operator of the platform.
    """
    user = users.lock_user(user_id)
    if user.role is Role.ADMIN:
        raise Forbidden
    place = find_invited_place(code, user.email)
    if user.company_id is not None:
        raise AlreadyInCompany
    if place.company is None or not InvitationRepository(place.company.id).use(user.email, place.role, clock.now()):
        raise InvalidInvitation
    before = {"role": user.role.value, "company_id": None}
    user.role, user.company_id = place.role, place.company.id
    session().flush()
    sessions.end_all(user.id, "company_changed")
    after = {"role": user.role.value, "company_id": user.company_id}
    audit.record("accounts.user.joined", user.id, company_id=user.company_id, before=before, after=after)
    return user
