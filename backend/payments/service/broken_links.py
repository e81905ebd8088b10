"""When the provider does not accept an account any more: mark it, and tell the owners once (contract §2 rules 2, 3)."""

from __future__ import annotations

from typing import Any

import structlog

from backend.infra import audit, mail
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.payments.ports import plugged
from backend.payments.repository.accounts import AccountRepository

log = structlog.get_logger("payments")
SUBJECT = "Volvé a conectar Mercado Pago"
TEXT = (
    "Mercado Pago dejó de aceptar la conexión de tu negocio con Mostrador ({app_type}).\n\n"
    "Hasta que la vuelvas a conectar puede que no se pueda cobrar por ese medio. "
    "Entrá al panel, abrí Integraciones y tocá «Conectar».\n\n"
    "Los cobros que ya hiciste no se pierden."
)


@transactional
def break_link(account_id: str, generation: int, reason: str, **values: Any) -> bool:
    """Mark the account as in need of a new authorization; the owners get one message however often it is found.

    Only while the account still holds the token pair of this generation: what a newer pair made good stays good.
    Returns whether this call marked it.
    """
    accounts = AccountRepository(PLATFORM)
    changes = {
        "needs_reauthorization": True,
        "renewal": "idle",
        "renewal_claim": None,
        "renewal_claimed_until": None,
        "last_error": reason[:255],
        "updated_at": clock.now(),
        **values,
    }
    if not accounts.update_pair(account_id, generation, changes):
        return False
    account = accounts.find_by_id(account_id)
    if account is None:
        return False
    log.warning("payments.account_broken", account_id=account_id, company=account.company_id, reason=reason)
    audit.record(
        "payments.account.broken",
        account_id,
        company_id=account.company_id,
        after={"reason": reason, "app_type": account.app_type},
    )
    if accounts.claim_telling(account_id, clock.now()):
        for address in plugged().members.owner_addresses(account.company_id):
            mail.send(address, SUBJECT, TEXT.format(app_type=account.app_type))
    return True
