"""The inbox as operators read it: newest first."""

from __future__ import annotations

from alembic import op

revision = "e27c40d91b6a"
down_revision = "3f6a9d1c75be"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index of the list."""
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index("ix_notification_received_at", ["received_at", "id"], unique=False)


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index("ix_notification_received_at")
