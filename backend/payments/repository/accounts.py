"""SQL about linked accounts and the walks that link them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Row, delete, or_, select, update

from backend.infra.tenancy import CompanyRepository
from backend.payments.models import LinkAttempt, PaymentAccount


class AccountRepository(CompanyRepository):
    """Accounts of one company, or of all (``PLATFORM``: by id, by seller, for jobs)."""

    def find(self, app_type: str) -> PaymentAccount | None:
        """Return the company's account of this type, or None."""
        return self.execute(select(PaymentAccount).where(PaymentAccount.app_type == app_type)).scalar_one_or_none()

    def lock(self, app_type: str) -> PaymentAccount | None:
        """Return the company's account of this type with its row locked, or None."""
        found = select(PaymentAccount).where(PaymentAccount.app_type == app_type).with_for_update()
        return self.execute(found).scalar_one_or_none()

    def find_by_id(self, account_id: str) -> PaymentAccount | None:
        """Return an account by its id, or None."""
        return self.execute(select(PaymentAccount).where(PaymentAccount.id == account_id)).scalar_one_or_none()

    def list_all(self) -> Sequence[PaymentAccount]:
        """Return the accounts of the scope."""
        return self.execute(select(PaymentAccount).order_by(PaymentAccount.app_type)).scalars().all()

    def list_of_seller(self, provider_user_id: str) -> Sequence[PaymentAccount]:
        """Return the active accounts that link this seller, oldest first."""
        linked = select(PaymentAccount).where(
            PaymentAccount.provider_user_id == provider_user_id, PaymentAccount.is_active.is_(True)
        )
        return self.execute(linked.order_by(PaymentAccount.id)).scalars().all()

    def list_renewable(self, after_id: str, limit: int) -> Sequence[Row[Any]]:
        """Return id, generation, issue and end of tokens that can be renewed, by id from ``after_id`` on."""
        columns = select(
            PaymentAccount.id,
            PaymentAccount.generation,
            PaymentAccount.token_issued_at,
            PaymentAccount.token_expires_at,
        )
        renewable = columns.where(
            PaymentAccount.id > after_id,
            PaymentAccount.is_active.is_(True),
            PaymentAccount.needs_reauthorization.is_(False),
            PaymentAccount.refresh_token.is_not(None),
        )
        return self.execute(renewable.order_by(PaymentAccount.id).limit(limit)).all()

    def claim_renewal(self, account: PaymentAccount, claim: str, renewal: str, now: datetime, until: datetime) -> bool:
        """Take the renewal of the token pair that ``account`` shows; False when somebody else took it or it changed."""
        taken = self._update(
            update(PaymentAccount)
            .where(
                PaymentAccount.id == account.id,
                PaymentAccount.generation == account.generation,
                PaymentAccount.renewal == account.renewal,
                PaymentAccount.is_active.is_(True),
                PaymentAccount.needs_reauthorization.is_(False),
                or_(PaymentAccount.renewal_claimed_until.is_(None), PaymentAccount.renewal_claimed_until <= now),
            )
            .values(renewal=renewal, renewal_claim=claim, renewal_claimed_until=until)
        )
        return taken == 1

    def replace_pair(self, account_id: str, generation: int, values: Mapping[str, Any]) -> bool:
        """Write a newer token pair over the one of this generation, unless that was replaced or thrown away."""
        pair = update(PaymentAccount).where(PaymentAccount.id == account_id, PaymentAccount.generation == generation)
        return self._update(pair.values(values)) == 1

    def update_pair(self, account_id: str, generation: int, values: Mapping[str, Any]) -> bool:
        """Change an active account only while it still holds the token pair of this generation."""
        changed = self._update(
            update(PaymentAccount)
            .where(
                PaymentAccount.id == account_id,
                PaymentAccount.generation == generation,
                PaymentAccount.is_active.is_(True),
            )
            .values(values)
        )
        return changed == 1

    def claim_telling(self, account_id: str, now: datetime) -> bool:
        """Take the one message about a broken link; False when the owner was told before."""
        taken = self._update(
            update(PaymentAccount)
            .where(PaymentAccount.id == account_id, PaymentAccount.owner_told_at.is_(None))
            .values(owner_told_at=now)
        )
        return taken == 1

    def find_attempt(self, state_hash: str) -> LinkAttempt | None:
        """Return the walk with this state, or None."""
        return self.execute(select(LinkAttempt).where(LinkAttempt.state_hash == state_hash)).scalar_one_or_none()

    def use_attempt(self, attempt_id: str, now: datetime, not_before: datetime) -> bool:
        """Use the walk up; False when it was used before or began before ``not_before``."""
        used = self._update(
            update(LinkAttempt)
            .where(LinkAttempt.id == attempt_id, LinkAttempt.used_at.is_(None), LinkAttempt.created_at > not_before)
            .values(used_at=now)
        )
        return used == 1

    def forget_attempts(self, before: datetime) -> None:
        """Delete walks that began before this instant."""
        self._update(delete(LinkAttempt).where(LinkAttempt.created_at < before))

    def _update(self, statement: Any) -> int:
        result = self.execute(statement.execution_options(synchronize_session=False))
        return int(cast("CursorResult[Any]", result).rowcount)
