"""Where a new account belongs (contract 10-identity §4, table of cases; rules 8 and 10; refusals 3 and 4)."""

from __future__ import annotations

from dataclasses import dataclass

from backend.accounts.domain.kinds import StageKind
from backend.accounts.errors import CompanyInactive, InvalidInvitation, InvitationRequired
from backend.accounts.models.invitations import Invitation
from backend.accounts.repository import stages, users
from backend.accounts.repository.invitations import InvitationRepository
from backend.companies import repository as companies
from backend.companies.models import Company
from backend.companies.service import found_company
from backend.infra.crypto import sha256_hex
from backend.infra.principal import Role
from backend.infra.tenancy import PLATFORM
from backend.kernel import clock
from backend.kernel.errors import NotFound, ValidationFailed


@dataclass(frozen=True, slots=True)
class Placement:
    """Role and company of a new account, and whether an invitation gave them."""

    role: Role
    company: Company | None = None
    is_invited: bool = False


def find_place(
    tax_id: str | None, company_name: str | None, code: str | None, email: str, *, is_pending: bool
) -> Placement:
    """Return where the account belongs, founding its company if it is new; joins the open unit.

    Raises NotFound (``empresa_not_found``), InvitationRequired, InvalidInvitation, CompanyInactive, ValidationFailed.
    """
    if tax_id is None:
        return _place_without_company(company_name, code, email)
    company = known_company(tax_id)
    if company is None:
        return _founder(tax_id, company_name, code, is_pending=is_pending)
    if code is None:
        raise InvitationRequired
    return find_invited_place(code, email, company)


def _place_without_company(company_name: str | None, code: str | None, email: str) -> Placement:
    if code is not None:
        return find_invited_place(code, email)
    if company_name is not None:
        raise ValidationFailed({"empresa_id": ["Indicá el NIT de la empresa."]})
    return Placement(Role.USER)


def known_company(tax_id: str) -> Company | None:
    """Return the company with this NIT, or None; joins the open unit.

    One whose founder let the confirmation run out holds its NIT no longer: it goes, with that registration (rule 8).
    """
    company = companies.find_by_tax_id(tax_id)
    if company is None or not company.awaits_owner:
        return company
    founder = users.find_pending_founder(company.id)
    if founder is None:
        return company
    token = stages.find_newest(founder.id, StageKind.OTP_REGISTRATION)
    if token is not None and token.expires_at > clock.now():
        return company
    users.delete_pending(founder)
    return None


def _founder(tax_id: str, company_name: str | None, code: str | None, *, is_pending: bool) -> Placement:
    if company_name is None:
        raise NotFound("No existe una empresa con ese NIT.", code="empresa_not_found")
    if code is not None:
        raise InvalidInvitation
    return Placement(Role.OWNER, found_company(company_name, tax_id, awaits_owner=is_pending))


def find_invited_place(code: str, email: str, company: Company | None = None) -> Placement:
    """Return the place that a code gives to an address, in ``company`` if one is named; joins the open unit.

    Raises InvalidInvitation whatever is wrong with the code, CompanyInactive.
    """
    invitation = InvitationRepository(PLATFORM).find_by_hash(sha256_hex(code.strip()))
    if invitation is None or not _is_usable(invitation, email):
        raise InvalidInvitation
    if company is not None and invitation.company_id != company.id:
        raise InvalidInvitation
    host = companies.get_company(invitation.company_id)
    if not host.is_active:
        raise CompanyInactive
    return Placement(invitation.role, host, is_invited=True)


def _is_usable(invitation: Invitation, email: str) -> bool:
    is_open = invitation.used_at is None and invitation.revoked_at is None
    return is_open and invitation.expires_at > clock.now() and invitation.email == email
