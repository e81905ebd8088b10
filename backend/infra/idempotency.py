"""``Idempotency-Key`` (00-conventions, Safe to repeat): same key and body → the first answer again, for 24 hours.

Only 2xx answers are kept, sealed (they may show a secret once). The key belongs to the caller that the guard admitted.
Every unit that the view commits notes in the same transaction that the key has had an effect: a process killed before
the answer was kept leaves a key that says so, and nobody repeats the effect under it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, make_response, request
from sqlalchemy import Index, String, UniqueConstraint, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from backend.infra.crypto import LongEncryptedText
from backend.infra.db import Base, UtcDateTime, session
from backend.infra.guards import caller
from backend.infra.jobs import job
from backend.infra.unit_of_work import transactional, with_each_commit
from backend.kernel import clock
from backend.kernel.errors import Conflict, ValidationFailed
from backend.kernel.ids import new_id

View = TypeVar("View", bound=Callable[..., Any])
KEPT = timedelta(hours=24)
# A process killed in the middle leaves its row running; after this time the same key may be tried again.
ABANDONED = timedelta(minutes=2)
MAX_LENGTH = 128
SUCCESS = range(200, 300)


class IdempotencyRecord(Base):
    """One key of one caller: what was asked with it and what was answered."""

    __tablename__ = "idempotency_record"
    __table_args__ = (UniqueConstraint("caller", "key"), Index("ix_idempotency_record_created_at", "created_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    caller: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[str] = mapped_column(String(64), comment="SHA-256 of company, method, path, query and body")
    status: Mapped[int | None] = mapped_column(comment="null while the first call is running")
    has_effect: Mapped[bool] = mapped_column(default=False, comment="something was committed under this key")
    body: Mapped[str | None] = mapped_column(LongEncryptedText)
    content_type: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeyReused(ValidationFailed):
    """The key was used with another body."""

    code = "idempotency_key_reused"
    message = "Esa Idempotency-Key ya se usó con otro pedido."


class KeyInProgress(Conflict):
    """The first call with this key has not finished."""

    code = "idempotency_in_progress"
    message = "El mismo pedido todavía se está procesando."


class AnswerLost(Conflict):
    """The first call had an effect, but its process died before the answer could be kept."""

    code = "idempotency_answer_lost"
    message = "Ese pedido ya se había empezado a procesar y se cortó. Fijate cómo quedó antes de repetirlo."


def idempotent(view: View) -> View:
    """Make the view safe to repeat under ``Idempotency-Key``; stands between the guard and the rest."""

    @wraps(view)
    def once(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        if not 1 <= len(key) <= MAX_LENGTH or not key.isprintable():
            raise ValidationFailed({"Idempotency-Key": ["Entre 1 y 128 caracteres imprimibles."]})
        record_id, kept = _begin(caller().client, key, _fingerprint())
        if kept is not None:
            return kept
        token = with_each_commit.set(lambda: _note_effect(record_id))
        try:
            response = make_response(view(*args, **kwargs))
        except BaseException:
            with_each_commit.reset(token)
            _forget(record_id)
            raise
        with_each_commit.reset(token)
        if response.status_code in SUCCESS and not response.is_streamed:
            _keep(record_id, response)
        else:
            _forget(record_id)
        return response

    once.__idempotent__ = True  # type: ignore[attr-defined] # read by the OpenAPI document and its test
    return cast("View", once)


def _fingerprint() -> str:
    # An admin acts for the company a header names: the same body for another company is another request.
    company = str(caller().company_id)
    content = b"\0".join((company.encode(), request.method.encode(), request.full_path.encode(), request.get_data()))
    return hashlib.sha256(content).hexdigest()


def _begin(who: str, key: str, fingerprint: str) -> tuple[str, Response | None]:
    record_id = new_id()
    try:
        _insert(record_id, who, key, fingerprint)
    except IntegrityError:
        return _second_call(record_id, who, key, fingerprint)
    return record_id, None


@transactional
def _insert(record_id: str, who: str, key: str, fingerprint: str) -> None:
    session().add(IdempotencyRecord(id=record_id, caller=who, key=key, fingerprint=fingerprint, created_at=clock.now()))


@transactional
def _second_call(record_id: str, who: str, key: str, fingerprint: str) -> tuple[str, Response | None]:
    found = select(IdempotencyRecord).where(IdempotencyRecord.caller == who, IdempotencyRecord.key == key)
    record = session().scalar(found)
    now = clock.now()
    if record is None:  # the first call failed and forgot its key just now
        raise KeyInProgress
    is_expired = record.created_at + KEPT <= now
    is_abandoned = record.status is None and record.created_at + ABANDONED <= now
    if not is_expired and record.fingerprint != fingerprint:
        raise KeyReused
    if is_abandoned and record.has_effect and not is_expired:
        raise AnswerLost
    if is_expired or is_abandoned:
        taken = session().execute(
            update(IdempotencyRecord)
            .where(IdempotencyRecord.id == record.id)
            .values(id=record_id, fingerprint=fingerprint, status=None, body=None, has_effect=False, created_at=now)
            .execution_options(synchronize_session=False)
        )
        if not taken.rowcount:  # type: ignore[attr-defined] # an UPDATE has a row count
            raise KeyInProgress
        return record_id, None
    if record.status is None:
        raise KeyInProgress
    response = Response(record.body, record.status, content_type=record.content_type)
    response.headers["Idempotency-Replayed"] = "true"
    return record.id, response


def _note_effect(record_id: str) -> None:
    session().execute(
        update(IdempotencyRecord)
        .where(IdempotencyRecord.id == record_id, IdempotencyRecord.has_effect.is_(False))
        .values(has_effect=True)
        .execution_options(synchronize_session=False)
    )


@transactional
def _keep(record_id: str, response: Response) -> None:
    kept = {
        "status": response.status_code,
        "body": response.get_data(as_text=True),
        "content_type": response.content_type,
    }
    session().execute(update(IdempotencyRecord).where(IdempotencyRecord.id == record_id).values(**kept))


@transactional
def _forget(record_id: str) -> None:
    session().execute(delete(IdempotencyRecord).where(IdempotencyRecord.id == record_id))


@job("infra.forget_idempotency_keys", every="1h")
@transactional
def forget_old_keys() -> None:
    """Delete keys older than 24 hours."""
    session().execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < clock.now() - KEPT))
