"""The licence an instance keeps for when it is offline: a JWS that anybody verifies with the published keys.

Ed25519 signs the same text to the same bytes, so nothing but the serial and its time has to be kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from backend.billing.domain.licences import fingerprint
from backend.billing.domain.periods import first_instant_after
from backend.billing.errors import LicenceKeyMissing, NoActiveSubscription
from backend.billing.models.licences import IssuedLicence, LicenceKey
from backend.billing.repository.licences import IssuedLicenceRepository, find_signing_key
from backend.billing.service.licence_keys import private_key_of
from backend.billing.service.licences import Entitlement, entitlement_of
from backend.infra.current import settings
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.ids import new_id

ALGORITHM = "EdDSA"
TYPE = "licencia+jwt"
SAME_SERIAL_FOR = timedelta(hours=24)
RENEW_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignedLicence:
    """A licence as it is handed out; instants in UTC."""

    jws: str
    serial: str
    kid: str
    not_after: datetime
    grace_days: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a licence says, times and serial aside; ``claims`` are the contract's words, made by the schema."""

    claims: dict[str, Any]
    subscription_id: int
    not_after: datetime
    expires_at: datetime
    grace_days: int

    def print_of(self, kid: str) -> str:
        """Return the fingerprint of this content under a key."""
        return fingerprint({**self.claims, "kid": kid, "exp": int(self.expires_at.timestamp())})


Describe = Callable[[Entitlement, datetime, int], dict[str, Any]]


def licence_of(company_id: int, describe: Describe) -> SignedLicence:
    """Return the company's licence: the one handed out last while it says the same and is under a day old.

    ``describe`` writes entitlement, first instant after it and days of grace as claims. Two requests at once get the
    same licence. Raises NoActiveSubscription, LicenceKeyMissing, LicensedCompanyNotFound.
    """
    content = _content(entitlement_of(company_id), describe)
    return _known(company_id, content) or _issue(company_id, content)


def _content(found: Entitlement, describe: Describe) -> Content:
    if not found.is_valid:
        raise NoActiveSubscription
    row, grace_days = found.row, settings().licencia_gracia_dias
    not_after = first_instant_after(row.row_end_date, row.time_zone)
    expires_at = not_after + timedelta(days=grace_days)
    return Content(describe(found, not_after, grace_days), row.row_id, not_after, expires_at, grace_days)


@reading
def _known(company_id: int, content: Content) -> SignedLicence | None:
    return _reused(IssuedLicenceRepository(company_id), content, _signing_key())


@transactional
def _issue(company_id: int, content: Content) -> SignedLicence:
    licences, key = IssuedLicenceRepository(company_id), _signing_key()
    licences.lock_company()
    if (known := _reused(licences, content, key)) is not None:
        return known
    issued = IssuedLicence(
        serial=new_id(),
        company_id=company_id,
        subscription_id=content.subscription_id,
        kid=key.kid,
        fingerprint=content.print_of(key.kid),
        issued_at=clock.now().replace(microsecond=0),
        not_after=content.not_after,
        expires_at=content.expires_at,
    )
    licences.add(issued)
    return _signed(issued, content, key)


def _signing_key() -> LicenceKey:
    key = find_signing_key()
    if key is None:
        raise LicenceKeyMissing
    return key


def _reused(licences: IssuedLicenceRepository, content: Content, key: LicenceKey) -> SignedLicence | None:
    newest = licences.newest()
    if newest is None or newest.issued_at <= clock.now() - SAME_SERIAL_FOR:
        return None
    return _signed(newest, content, key) if newest.fingerprint == content.print_of(key.kid) else None


def _signed(issued: IssuedLicence, content: Content, key: LicenceKey) -> SignedLicence:
    issued_at = int(issued.issued_at.timestamp())
    payload = {
        "iss": settings().token_issuer,
        "aud": "licencia",
        "jti": issued.serial,
        "iat": issued_at,
        "nbf": issued_at,
        "exp": int(content.expires_at.timestamp()),
        "renovar_despues": issued_at + int(RENEW_AFTER.total_seconds()),
        **content.claims,
    }
    jws = jwt.encode(payload, private_key_of(key), algorithm=ALGORITHM, headers={"typ": TYPE, "kid": key.kid})
    return SignedLicence(jws, issued.serial, key.kid, content.not_after, content.grace_days)
