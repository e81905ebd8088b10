"""Keys with which machines of a company call; whether its totems may ask for its Mercado Pago token."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backend.infra.db import UtcDateTime

revision = "7e3b5d21c0fa"
down_revision = "c83352470878"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the column."""
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("prefix", sa.String(length=11), nullable=False, comment="first characters of the text, may be shown"),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="SHA-256 of the text"),
        sa.Column("scopes", sa.String(length=60), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="false = switched off, or revoked"),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True, comment="noted at most once a minute"),
        sa.Column(
            "lifetime_days",
            sa.Integer(),
            nullable=True,
            comment="chosen life of a text, for its renewal; null = no end",
        ),
        sa.Column("expires_at", UtcDateTime(), nullable=True, comment="null = never"),
        sa.Column("revoked_at", UtcDateTime(), nullable=True, comment="revoked for ever"),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="the tenant"),
        sa.CheckConstraint("scopes <> ''", name=op.f("ck_api_key_scopes_present")),
        sa.CheckConstraint("revoked_at IS NULL OR NOT is_active", name=op.f("ck_api_key_revoked_is_inactive")),
        sa.CheckConstraint(
            "(expires_at IS NULL) = (lifetime_days IS NULL)", name=op.f("ck_api_key_expiry_with_lifetime")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_api_key_company_id")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_api_key_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_api_key_created_by"), ["created_by"], unique=False)
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "is_totem_token_shared",
                sa.Boolean(),
                nullable=True,
                comment="totems may ask for the Mercado Pago token; null = as the installation decides",
            )
        )


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_column("is_totem_token_shared")
    op.drop_table("api_key")
