"""Let a notification of 64 KiB and a kept answer of any size fit on MariaDB, whose TEXT ends at 64 KiB."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "4d1f0c7a9be2"
down_revision = "a25827d1acaf"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _change(mysql.MEDIUMTEXT(), sa.Text())


def downgrade() -> None:
    _change(sa.Text(), mysql.MEDIUMTEXT())


def _change(wanted: sa.types.TypeEngine[str], existing: sa.types.TypeEngine[str]) -> None:
    if op.get_bind().dialect.name not in {"mysql", "mariadb"}:
        return
    comment = "as received, for operators; never believed"
    op.alter_column(
        "notification", "body", type_=wanted, existing_type=existing, existing_nullable=False, existing_comment=comment
    )
    op.alter_column("idempotency_record", "body", type_=wanted, existing_type=existing, existing_nullable=True)
