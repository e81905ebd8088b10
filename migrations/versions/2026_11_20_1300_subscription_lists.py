"""Lists of subscriptions, newest first, of a state and of a plan."""

from __future__ import annotations

from alembic import op

revision = "d58a2b9f04e1"
down_revision = "e27c40d91b6a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes of the lists; the wider one takes over from that of the plan alone."""
    op.create_index("ix_subscription_state_created_at", "subscription", ["state", "created_at", "id"])
    op.create_index(
        "ix_subscription_plan_id_state_created_at", "subscription", ["plan_id", "state", "created_at", "id"]
    )
    op.drop_index("ix_subscription_plan_id", table_name="subscription")


def downgrade() -> None:
    """Put the narrower index back."""
    op.create_index("ix_subscription_plan_id", "subscription", ["plan_id"])
    op.drop_index("ix_subscription_plan_id_state_created_at", table_name="subscription")
    op.drop_index("ix_subscription_state_created_at", table_name="subscription")
