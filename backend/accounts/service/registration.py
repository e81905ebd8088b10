"""Registration (contract 10-identity §4, rules 8 to 10): buyers, founders of companies, invited people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import null
from sqlalchemy.exc import IntegrityError

from backend.accounts.domain import hashing, one_time_codes
from backend.accounts.domain.addresses import normal_email
from backend.accounts.domain.kinds import StageKind
from backend.accounts.errors import AlreadyActive, EmailTaken, InvalidInvitation, InvalidOtp, InvalidToken
from backend.accounts.models.users import User
from backend.accounts.repository import stages as stage_rows
from backend.accounts.repository import users
from backend.accounts.repository.invitations import InvitationRepository
from backend.accounts.service import attempts, email_addresses, notices, proofs, second_factor, sessions, stages, tokens
from backend.accounts.service.passwords import refuse_weak
from backend.accounts.service.placement import Placement, find_place
from backend.accounts.service.second_factor import BackupSet
from backend.companies.models import Company
from backend.infra import audit
from backend.infra.db import session
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock

RACES = 3


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody wrote into the form."""

    name: str
    email: str
    password: str
    tax_id: str | None = None
    company_name: str | None = None
    invitation_code: str | None = None
    with_otp: bool = True


@dataclass(frozen=True, slots=True)
class OtpSetup:
    """What a person needs to confirm a pending registration; shown once."""

    secret: str
    uri: str
    backup_codes: list[str]
    activation_token: str


@dataclass(frozen=True, slots=True)
class Registered:
    """The new account, its company, and what is left to do."""

    user: User
    company: Company | None
    setup: OtpSetup | None


def register(form: Registration) -> Registered:
    """Register; a pending account with the same address is replaced (rule 8).

    Raises ValidationFailed, EmailTaken, InvitationRequired, InvalidInvitation, CompanyInactive, NotFound
    (``empresa_not_found``).
    """
    refuse_weak(form.password)
    password_hash = hashing.hash_password(form.password)
    backup = second_factor.new_backup_set() if form.with_otp else None
    for _ in range(RACES):
        try:
            return _register(form, password_hash, backup)
        except IntegrityError:  # somebody took the address or the NIT at the same moment: look again
            continue
    raise EmailTaken


@transactional
def _register(form: Registration, password_hash: str, backup: BackupSet | None) -> Registered:
    email = normal_email(form.email)
    _make_room(email)
    place = find_place(form.tax_id, form.company_name, form.invitation_code, email, is_pending=backup is not None)
    user = User(
        name=form.name,
        email=email,
        password_hash=password_hash,
        role=place.role,
        company_id=place.company.id if place.company else None,
        is_active=backup is None,
        # None would be replaced by the column's default.
        activated_at=clock.now() if backup is None else null(),
        otp_secret_pending=one_time_codes.new_otp_secret() if backup else None,
    )
    session().add(user)
    session().flush()
    setup = _prepare(user, backup) if backup else None
    if setup is None:
        _use_invitation(user, place)
    with sessions.acting_as(user):
        audit.record("accounts.user.registered", user.id, after={"role": user.role.value, "pending": user.is_pending})
        email_addresses.send_verification(user)
    return Registered(user, place.company, setup)


def _make_room(email: str) -> None:
    existing = users.find_by_email(email)
    if existing is None:
        return
    if not existing.is_pending:
        raise EmailTaken
    users.delete_pending(existing)


def _prepare(user: User, backup: BackupSet) -> OtpSetup:
    users.replace_backup_codes(user.id, backup.salt, backup.hashes)
    secret = user.otp_secret_pending or ""
    token = stages.issue_signed(StageKind.OTP_REGISTRATION, user)
    return OtpSetup(secret, one_time_codes.provisioning_uri(secret, user.email), backup.codes, token)


def _use_invitation(user: User, place: Placement) -> None:
    if place.is_invited and place.company is not None:
        _spend_invitation(user, place.company.id)


def _spend_invitation(user: User, company_id: int) -> None:
    if not InvitationRepository(company_id).use(user.email, user.role, clock.now()):
        raise InvalidInvitation


def confirm(token: str, code: str) -> None:
    """Activate a pending registration, and the company it founded, with the first right code.

    Raises InvalidToken, TokenExpired, AlreadyActive (activated by other means), InvalidOtp, AccountLocked,
    InvalidInvitation (used, revoked or expired meanwhile).
    """
    claims = tokens.read(token, tokens.OTP_REGISTRATION)
    email = _registered_email(token, claims.user_id)
    attempts.refuse_if_locked(email)
    _confirm(token, email, code)


@reading
def _registered_email(token: str, user_id: int) -> str:
    if stages.find(token, StageKind.OTP_REGISTRATION).user_id != user_id:
        raise InvalidToken
    return proofs.known_by_id(user_id).email


@transactional
def _confirm(token: str, email: str, code: str) -> None:
    counter = attempts.lock(email)
    row = stages.get_usable(token, StageKind.OTP_REGISTRATION)
    user = users.get_user(row.user_id)
    if not user.is_pending:
        raise AlreadyActive
    if not second_factor.enable_pending(user, code, None):
        stage_rows.count_try(row.id)
        raise attempts.failed(counter, InvalidOtp())
    stages.use(row)
    attempts.succeeded(counter)
    user.is_active, user.activated_at = True, clock.now()
    _open_company(user)
    with sessions.acting_as(user):
        audit.record("accounts.user.activated", user.id)
        notices.second_factor_changed(user, "Tu cuenta está activa y usa la verificación en dos pasos.")


def _open_company(user: User) -> None:
    company = users.find_company(user)
    if company is None:
        return
    if company.awaits_owner:
        company.is_active, company.awaits_owner = True, False
    else:
        _spend_invitation(user, company.id)
