"""Let the notes of a subscription grow for years on MariaDB, whose TEXT ends at 64 KiB."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "a94e1f60c27d"
down_revision = "d58a2b9f04e1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Use MariaDB's next larger text."""
    _change(mysql.MEDIUMTEXT(), sa.Text())


def downgrade() -> None:
    """Use its plain one again."""
    _change(sa.Text(), mysql.MEDIUMTEXT())


def _change(wanted: sa.types.TypeEngine[str], existing: sa.types.TypeEngine[str]) -> None:
    if op.get_bind().dialect.name not in {"mysql", "mariadb"}:
        return
    op.alter_column(
        "subscription",
        "notes",
        type_=wanted,
        existing_type=existing,
        existing_nullable=True,
        existing_comment="append-only; for operators",
    )
