"""Indexes for figures over all companies: payments by day, companies by month."""

from __future__ import annotations

from alembic import op

revision = "b1d0c6e48f53"
down_revision = "8e3b6f1d2a70"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_payment_approved_at", "payment", ["approved_at"], unique=False)
    op.create_index("ix_company_created_at", "company", ["created_at"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_company_created_at", table_name="company")
    op.drop_index("ix_payment_approved_at", table_name="payment")
