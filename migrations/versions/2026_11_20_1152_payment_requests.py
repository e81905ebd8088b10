"""Payable requests, the payments that named them, and which payments of a seller they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import backend.infra.db

revision = "c7891523be9e"
down_revision = "7e3b5d21c0fa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the reference of payments."""
    op.create_table(
        "payment_request",
        sa.Column("id", sa.String(length=36), nullable=False, comment="the external reference"),
        sa.Column("concept", sa.String(length=20), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False, comment="what is paid: an id of the product's"),
        sa.Column("title", sa.String(length=150), nullable=False, comment="what the payer reads"),
        sa.Column("amount", backend.infra.db.Money(precision=14, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False, comment="only along REQUEST_ARROWS"),
        sa.Column(
            "open_slot", sa.String(length=60), nullable=True, comment="concept and reference while it is pending"
        ),
        sa.Column("back_path", sa.String(length=200), nullable=False, comment="page of ours that the payer returns to"),
        sa.Column(
            "collector_company_id",
            sa.Integer(),
            nullable=True,
            comment="who collects; null = the platform by its own token",
        ),
        sa.Column("collector_account_id", sa.String(length=36), nullable=True),
        sa.Column(
            "collector_user_id",
            sa.String(length=20),
            nullable=True,
            comment="seller who was asked; of the platform's token null until published",
        ),
        sa.Column("preference_id", sa.String(length=80), nullable=True, comment="the provider's checkout page"),
        sa.Column(
            "payment_url", sa.String(length=500), nullable=True, comment="where the payer goes; null until published"
        ),
        sa.Column("provider_payment_id", sa.String(length=32), nullable=True, comment="what decided it"),
        sa.Column(
            "told_published_at", backend.infra.db.UtcDateTime(), nullable=True, comment="the listener hears of it once"
        ),
        sa.Column("created_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.Column("expires_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.Column("approved_at", backend.infra.db.UtcDateTime(), nullable=True),
        sa.Column("ended_at", backend.infra.db.UtcDateTime(), nullable=True, comment="when it left pending"),
        sa.Column(
            "next_look_at",
            backend.infra.db.UtcDateTime(),
            nullable=True,
            comment="when the sweep looks; null = settled",
        ),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="the tenant"),
        sa.CheckConstraint(
            "(status = 'pending') = (open_slot IS NOT NULL)", name=op.f("ck_payment_request_slot_while_pending")
        ),
        sa.CheckConstraint(
            "concept IN ('subscription', 'plan_change', 'support_top_up')", name=op.f("ck_payment_request_concept")
        ),
        sa.CheckConstraint(
            "status <> 'approved' OR provider_payment_id IS NOT NULL",
            name=op.f("ck_payment_request_approved_by_a_payment"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'rejected', 'expired', 'refunded', 'review')",
            name=op.f("ck_payment_request_status"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_request_amount_positive")),
        sa.ForeignKeyConstraint(
            ["collector_account_id"], ["payment_account.id"], name=op.f("fk_payment_request_collector_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["collector_company_id"], ["company.id"], name=op.f("fk_payment_request_collector_company_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_payment_request_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_request")),
        sa.UniqueConstraint("open_slot", name=op.f("uq_payment_request_open_slot")),
        sa.UniqueConstraint("provider_payment_id", name=op.f("uq_payment_request_provider_payment_id")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("payment_request", schema=None) as batch_op:
        batch_op.create_index("ix_payment_request_approved_at", ["approved_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_payment_request_collector_account_id"), ["collector_account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_payment_request_collector_company_id"), ["collector_company_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_payment_request_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_payment_request_company_id_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_payment_request_next_look_at", ["next_look_at"], unique=False)
        batch_op.create_index("ix_payment_request_reference", ["concept", "reference_id"], unique=False)

    op.create_table(
        "request_payment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("provider_payment_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False, comment="the provider's word"),
        sa.Column("status_detail", sa.String(length=80), nullable=True),
        sa.Column("amount", backend.infra.db.Money(precision=14, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("refunded_amount", backend.infra.db.Money(precision=14, scale=2), nullable=False),
        sa.Column("refund_state", sa.String(length=5), nullable=False, comment="owed = it goes back by itself"),
        sa.Column(
            "refund_reason", sa.String(length=20), nullable=True, comment="late, refused by the product, or second"
        ),
        sa.Column(
            "refund_due_at",
            backend.infra.db.UtcDateTime(),
            nullable=True,
            comment="owed again when it is still owed then",
        ),
        sa.Column("refunded_at", backend.infra.db.UtcDateTime(), nullable=True),
        sa.Column("seen_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="the tenant"),
        sa.CheckConstraint(
            "(refund_state = 'owed') = (refund_due_at IS NOT NULL)", name=op.f("ck_request_payment_due_while_owed")
        ),
        sa.CheckConstraint("refund_state IN ('none', 'owed', 'done')", name=op.f("ck_request_payment_refund_state")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_request_payment_company_id")),
        sa.ForeignKeyConstraint(["request_id"], ["payment_request.id"], name=op.f("fk_request_payment_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_payment")),
        sa.UniqueConstraint("provider_payment_id", name=op.f("uq_request_payment_provider_payment_id")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("request_payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_payment_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_request_payment_refund_due_at", ["refund_due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_payment_request_id"), ["request_id"], unique=False)

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "request_id",
                sa.String(length=36),
                nullable=True,
                comment="paid online for a product: no sale's, and no orphan",
            )
        )
        batch_op.create_index(batch_op.f("ix_payment_request_id"), ["request_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_payment_request_id"), "payment_request", ["request_id"], ["id"])


def downgrade() -> None:
    """Drop what was made."""
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_payment_request_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_payment_request_id"))
        batch_op.drop_column("request_id")

    op.drop_table("request_payment")
    op.drop_table("payment_request")
