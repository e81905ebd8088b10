"""Owed work: whom a charge was asked of, when its sale and its payment's details are tried again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backend.infra.db import UtcDateTime

revision = "5c1e7a90b3d4"
down_revision = "4d1f0c7a9be2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and fill them from what the rows tell."""
    with op.batch_alter_table("payment_order", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "provider_user_id",
                sa.String(length=20),
                nullable=True,
                comment="seller who was asked; the account may link another one since",
            )
        )
        batch_op.add_column(
            sa.Column(
                "sale_due_at",
                UtcDateTime(),
                nullable=True,
                comment="paid, its draft not yet a sale: when to try again; null = nothing owed",
            )
        )
        batch_op.create_index("ix_payment_order_sale_due_at", ["sale_due_at"], unique=False)
        batch_op.create_index(
            "ix_payment_order_provider_user_id", ["provider_user_id", "external_reference"], unique=False
        )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("sync_due_at", UtcDateTime(), nullable=True, comment="when to re-read; null = nothing owed")
        )
        batch_op.create_index("ix_payment_sync_due_at", ["sync_due_at"], unique=False)
    op.execute(
        "UPDATE payment_order SET provider_user_id = (SELECT payment_account.provider_user_id FROM payment_account"
        " WHERE payment_account.id = payment_order.account_id)"
    )
    op.execute(
        "UPDATE payment_order SET sale_due_at = processed_at WHERE processed_at IS NOT NULL AND sale_id IS NULL"
        " AND sale_draft IS NOT NULL"
    )
    op.execute("UPDATE payment SET sync_due_at = created_at WHERE synced_at IS NULL")


def downgrade() -> None:
    """Drop what was added."""
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_sync_due_at")
        batch_op.drop_column("sync_due_at")
    with op.batch_alter_table("payment_order", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_order_provider_user_id")
        batch_op.drop_index("ix_payment_order_sale_due_at")
        batch_op.drop_column("sale_due_at")
        batch_op.drop_column("provider_user_id")
