"""Which rows refer to an account: foreign keys as the tables declare them, and columns that hold its id without one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, literal, select

from backend.accounts.models.sessions import EmailCode, StageToken
from backend.accounts.models.users import BackupCode, User
from backend.infra.db import Base
from backend.infra.tenancy import PLATFORM, CompanyRepository

# Hold the id of an account without a foreign key; tests/accounts/test_erasing.py finds those that are missing here.
UNLINKED = (
    "audit_entry.user_id",
    "payment_order.user_id",
    "sale.user_id",
    "link_attempt.user_id",
    "subscription.created_by",
)
# Proofs of who somebody is: parts of the account, which go with it.
PARTS = frozenset({one.__tablename__ for one in (StageToken, EmailCode, BackupCode)})


def referring_columns() -> Iterator[Column[int]]:
    """Yield every column whose rows refer to an account; those without a foreign key first: most accounts end there."""
    for name in UNLINKED:
        table, column = name.split(".")
        yield Base.metadata.tables[table].c[column]
    for table_ in Base.metadata.sorted_tables:
        if table_.name in PARTS:
            continue
        for column_ in table_.c:
            if any(key.column is User.__table__.c.id for key in column_.foreign_keys):
                yield column_


def is_referred_to(user_id: int) -> bool:
    """Tell whether any row, of any company, refers to the account."""
    platform = CompanyRepository(PLATFORM)
    return any(
        platform.execute(select(literal(1)).select_from(column.table).where(column == user_id).limit(1)).first()
        for column in referring_columns()
    )
