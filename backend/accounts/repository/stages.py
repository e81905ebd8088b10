"""SQL about stage tokens: one success each, by conditional UPDATE."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, select, update

from backend.accounts.domain.kinds import STAGE_TRIES, StageKind
from backend.accounts.models.sessions import StageToken
from backend.infra.db import session


def find(token_hash: str, kind: StageKind) -> StageToken | None:
    """Return the token of this kind with this hash, or None."""
    return session().scalar(select(StageToken).where(StageToken.hash == token_hash, StageToken.kind == kind))


def find_newest(user_id: int, kind: StageKind) -> StageToken | None:
    """Return the account's newest token of this kind, or None."""
    newest = select(StageToken).where(StageToken.user_id == user_id, StageToken.kind == kind)
    return session().scalar(newest.order_by(StageToken.id.desc()).limit(1))


def use(stage_id: int, now: datetime) -> bool:
    """Mark the token used; False when it already was, whoever else was faster."""
    used: CursorResult[Any] = session().execute(  # type: ignore[assignment] # an UPDATE has a row count
        update(StageToken)
        .where(StageToken.id == stage_id, StageToken.used_at.is_(None), StageToken.attempts < STAGE_TRIES)
        .values(used_at=now)
    )
    return used.rowcount == 1


def count_try(stage_id: int) -> None:
    """Count a wrong code; at the fifth the token takes no more."""
    session().execute(
        update(StageToken)
        .where(StageToken.id == stage_id, StageToken.attempts < STAGE_TRIES)
        .values(attempts=StageToken.attempts + 1)
    )


def void(user_id: int, kinds: Collection[StageKind], now: datetime) -> None:
    """Make the account's outstanding tokens of these kinds worthless."""
    session().execute(
        update(StageToken)
        .where(StageToken.user_id == user_id, StageToken.kind.in_(kinds), StageToken.used_at.is_(None))
        .values(used_at=now)
    )


def purge_expired(before: datetime) -> None:
    """Delete tokens that ended before the instant."""
    session().execute(
        delete(StageToken).where(StageToken.expires_at < before).execution_options(synchronize_session=False)
    )
