"""What operators look at: by which way an audit row came about, and the indexes of its list and of the list of users."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "8e3b6f1d2a70"
down_revision = "c7891523be9e"
branch_labels = None
depends_on = None
ORIGINS = "origin IN ('web', 'api', 'job', 'cli', 'webhook')"


def upgrade() -> None:
    """Add the column, filled from what the rows tell, and the indexes."""
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "origin", sa.String(length=10), nullable=True, comment="by which way: web, api, job, cli, webhook"
            )
        )
    op.execute(
        "UPDATE audit_entry SET origin = CASE WHEN key_id IS NOT NULL THEN 'api' WHEN address IS NOT NULL THEN 'web'"
        " ELSE 'job' END"
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.alter_column(
            "origin",
            existing_type=sa.String(length=10),
            existing_comment="by which way: web, api, job, cli, webhook",
            nullable=False,
        )
        batch_op.create_check_constraint(op.f("ck_audit_entry_origin"), ORIGINS)
        batch_op.create_index("ix_audit_entry_at", ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_company_id_at", ["company_id", "at"], unique=False)
        batch_op.create_index("ix_audit_entry_user_id_at", ["user_id", "at"], unique=False)
        batch_op.drop_index("ix_audit_entry_company_id_id")
        batch_op.drop_index("ix_audit_entry_user_id")
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.create_index("ix_app_user_role", ["role", "is_active"], unique=False)


def downgrade() -> None:
    """Drop what was added."""
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_index("ix_app_user_role")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_user_id", ["user_id"], unique=False)
        batch_op.create_index("ix_audit_entry_company_id_id", ["company_id", "id"], unique=False)
        batch_op.drop_index("ix_audit_entry_user_id_at")
        batch_op.drop_index("ix_audit_entry_company_id_at")
        batch_op.drop_index("ix_audit_entry_at")
        batch_op.drop_constraint(op.f("ck_audit_entry_origin"), type_="check")
        batch_op.drop_column("origin")
