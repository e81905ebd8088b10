"""Plans, services, subscriptions, quotes, licences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import backend.infra.crypto
import backend.infra.db

revision = "c83352470878"
down_revision = "5c1e7a90b3d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "licence_key",
        sa.Column("kid", sa.String(length=40), nullable=False, comment="begins with lic-"),
        sa.Column(
            "private_key", backend.infra.crypto.EncryptedText(), nullable=False, comment="32 raw bytes, base64url"
        ),
        sa.Column("public_key", sa.String(length=60), nullable=False, comment="32 raw bytes, base64url: x of the JWK"),
        sa.Column("created_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.Column("retired_at", backend.infra.db.UtcDateTime(), nullable=True, comment="signs no more; still verifies"),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_licence_key")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False, comment="name folded: unique ignoring case"),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "monthly_price",
            backend.infra.db.Money(precision=14, scale=2),
            nullable=False,
            comment="for one calendar month",
        ),
        sa.Column(
            "yearly_price",
            backend.infra.db.Money(precision=14, scale=2),
            nullable=False,
            comment="for one calendar year",
        ),
        sa.Column("currency", sa.String(length=3), nullable=False, comment="ISO 4217"),
        sa.Column("is_highlighted", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="false = not sold; renewals go on"),
        sa.Column("created_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.CheckConstraint("monthly_price >= 0 AND yearly_price >= 0", name=op.f("ck_plan_prices_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("name_key", name=op.f("uq_plan_name_key")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index("ix_plan_monthly_price_id", ["monthly_price", "id"], unique=False)

    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False, comment="name folded: unique ignoring case"),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("api_url", sa.String(length=255), nullable=True),
        sa.Column("created_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("name_key", name=op.f("uq_service_name_key")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_name"), ["name"], unique=False)

    op.create_table(
        "billing_handled_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handled_on", sa.Date(), nullable=False, comment="in the company's zone"),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="the tenant"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_billing_handled_day_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_handled_day")),
        sa.UniqueConstraint("company_id", name=op.f("uq_billing_handled_day_company_id")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("billing_handled_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_handled_day_company_id"), ["company_id"], unique=False)

    op.create_table(
        "plan_service",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True, comment="null = unlimited"),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_plan_service_quantity_not_negative")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_service_plan_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_plan_service_service_id")),
        sa.PrimaryKeyConstraint("plan_id", "service_id", name=op.f("pk_plan_service")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("plan_service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_service_service_id"), ["service_id"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False, comment="monthly or yearly"),
        sa.Column("years", sa.Integer(), nullable=False, comment="length of a yearly row; monthly: always 1"),
        sa.Column("start_date", sa.Date(), nullable=False, comment="first valid day, in the company's zone"),
        sa.Column("end_date", sa.Date(), nullable=False, comment="last valid day, until 24:00 in the company's zone"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="only along ARROWS"),
        sa.Column(
            "slot", sa.String(length=20), nullable=True, comment="the state while a company may have one such row"
        ),
        sa.Column("payment_method", sa.String(length=50), nullable=True, comment="free label; mercadopago = online"),
        sa.Column("currency", sa.String(length=3), nullable=False, comment="the plan's when the row was made"),
        sa.Column(
            "period_price",
            backend.infra.db.Money(precision=14, scale=2),
            nullable=False,
            comment="list price of a whole period when it was made",
        ),
        sa.Column(
            "base_days", sa.Integer(), nullable=False, comment="days of a whole period; inherited by a plan change"
        ),
        sa.Column(
            "list_amount",
            backend.infra.db.Money(precision=14, scale=2),
            nullable=False,
            comment="precio_pagado: of this row, before discount",
        ),
        sa.Column("discount_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column(
            "credit_applied",
            backend.infra.db.Money(precision=14, scale=2),
            nullable=False,
            comment="credit this row used",
        ),
        sa.Column(
            "credit_left",
            backend.infra.db.Money(precision=14, scale=2),
            nullable=False,
            comment="credit for the next row",
        ),
        sa.Column("renews_automatically", sa.Boolean(), nullable=False),
        sa.Column("cancels_at_end", sa.Boolean(), nullable=False),
        sa.Column("renews_id", sa.Integer(), nullable=True, comment="continues it"),
        sa.Column("is_plan_change", sa.Boolean(), nullable=False, comment="continues by another plan"),
        sa.Column("cancel_reason", sa.String(length=500), nullable=True, comment="why suspended or cancelled"),
        sa.Column("notes", sa.Text(), nullable=True, comment="append-only; for operators"),
        sa.Column(
            "payment_due_at",
            backend.infra.db.UtcDateTime(),
            nullable=True,
            comment="end of a row that was never paid, kept when it is cancelled; null for all others",
        ),
        sa.Column("payment_request_id", sa.String(length=36), nullable=True, comment="how it is paid online"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts changes; a quote names the one it was made for"
        ),
        sa.Column("created_by", sa.Integer(), nullable=True, comment="null = the system"),
        sa.Column("created_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.Column("updated_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="the tenant"),
        sa.CheckConstraint(
            "(state IN ('active', 'pending_payment', 'scheduled') AND slot IS NOT NULL AND slot = state) OR (state NOT IN ('active', 'pending_payment', 'scheduled') AND slot IS NULL)",
            name=op.f("ck_subscription_slot_is_state"),
        ),
        sa.CheckConstraint("period IN ('monthly', 'yearly')", name=op.f("ck_subscription_period")),
        sa.CheckConstraint(
            "state IN ('active', 'cancelled', 'ended', 'pending_payment', 'scheduled', 'suspended')",
            name=op.f("ck_subscription_state"),
        ),
        sa.CheckConstraint(
            "years BETWEEN 1 AND 5 AND (period = 'yearly' OR years = 1)", name=op.f("ck_subscription_years")
        ),
        sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name=op.f("ck_subscription_discount_percent")),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_subscription_dates_in_order")),
        sa.CheckConstraint(
            "period_price >= 0 AND list_amount >= 0 AND credit_applied >= 0 AND credit_left >= 0",
            name=op.f("ck_subscription_amounts_not_negative"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_subscription_company_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_subscription_plan_id")),
        sa.ForeignKeyConstraint(["renews_id"], ["subscription.id"], name=op.f("fk_subscription_renews_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("company_id", "slot", name=op.f("uq_subscription_company_id_slot")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_subscription_company_id_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_subscription_created_at", ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_payment_due_at"), ["payment_due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_payment_request_id"), ["payment_request_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_renews_id"), ["renews_id"], unique=False)
        batch_op.create_index("ix_subscription_state_end_date", ["state", "end_date"], unique=False)
        batch_op.create_index("ix_subscription_state_start_date", ["state", "start_date"], unique=False)

    op.create_table(
        "issued_licence",
        sa.Column("serial", sa.String(length=36), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=40), nullable=False),
        sa.Column(
            "fingerprint",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of what it says, times and serial aside",
        ),
        sa.Column("issued_at", backend.infra.db.UtcDateTime(), nullable=False, comment="whole seconds: iat"),
        sa.Column(
            "not_after",
            backend.infra.db.UtcDateTime(),
            nullable=False,
            comment="first instant after the last valid day",
        ),
        sa.Column(
            "expires_at", backend.infra.db.UtcDateTime(), nullable=False, comment="not_after and the days of grace: exp"
        ),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="the tenant"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_issued_licence_company_id")),
        sa.ForeignKeyConstraint(["kid"], ["licence_key.kid"], name=op.f("fk_issued_licence_kid")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_issued_licence_subscription_id")
        ),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_issued_licence")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("issued_licence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_licence_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_issued_licence_company_id_issued_at", ["company_id", "issued_at"], unique=False)
        batch_op.create_index("ix_issued_licence_kid_not_after", ["kid", "not_after"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_licence_subscription_id"), ["subscription_id"], unique=False)

    op.create_table(
        "plan_change_quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("subscription_version", sa.Integer(), nullable=False, comment="a changed row expires its quotes"),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("quoted_on", sa.Date(), nullable=False, comment="the company's day"),
        sa.Column("period_days", sa.Integer(), nullable=False),
        sa.Column("days_left", sa.Integer(), nullable=False),
        sa.Column(
            "period_price",
            backend.infra.db.Money(precision=14, scale=2),
            nullable=False,
            comment="of a whole period of the new plan",
        ),
        sa.Column("credit", backend.infra.db.Money(precision=14, scale=2), nullable=False),
        sa.Column(
            "list_amount",
            backend.infra.db.Money(precision=14, scale=2),
            nullable=False,
            comment="precio_pagado of the new row",
        ),
        sa.Column("discount_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("charge", backend.infra.db.Money(precision=14, scale=2), nullable=False, comment="after discount"),
        sa.Column("credit_applied", backend.infra.db.Money(precision=14, scale=2), nullable=False),
        sa.Column("to_collect", backend.infra.db.Money(precision=14, scale=2), nullable=False),
        sa.Column("credit_left", backend.infra.db.Money(precision=14, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_until", backend.infra.db.UtcDateTime(), nullable=False, comment="end of the company's day"),
        sa.Column("used_at", backend.infra.db.UtcDateTime(), nullable=True),
        sa.Column("created_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="the tenant"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_plan_change_quote_company_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_change_quote_plan_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_plan_change_quote_subscription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change_quote")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("plan_change_quote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_change_quote_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_change_quote_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_change_quote_subscription_id"), ["subscription_id"], unique=False)

    op.create_table(
        "subscription_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.String(length=20), nullable=False, comment="ends_in_7, ends_in_1, ended, renewed, renewal_offer"
        ),
        sa.Column("sent_at", backend.infra.db.UtcDateTime(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="the tenant"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_subscription_notice_company_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_subscription_notice_subscription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_notice")),
        sa.UniqueConstraint("subscription_id", "kind", name=op.f("uq_subscription_notice_subscription_id_kind")),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    with op.batch_alter_table("subscription_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_notice_company_id"), ["company_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("subscription_notice")
    op.drop_table("plan_change_quote")
    op.drop_table("issued_licence")
    op.drop_table("subscription")
    op.drop_table("plan_service")
    op.drop_table("billing_handled_day")
    op.drop_table("service")
    op.drop_table("plan")
    op.drop_table("licence_key")
