"""Companies are searched by a folded text of name, tax number and contact."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "3f6a9d1c75be"
down_revision = "b1d0c6e48f53"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and fill it."""
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "search_text",
                sa.String(length=1000),
                server_default="",
                nullable=False,
                comment="name, tax_id, contact: lower, no accents; kept by the events",
            )
        )
    company = sa.table("company", *(sa.column(name) for name in ("id", "name", "tax_id", "contact", "search_text")))
    connection = op.get_bind()
    rows = connection.execute(sa.select(company.c.id, company.c.name, company.c.tax_id, company.c.contact)).all()
    for company_id, *texts in rows:
        filled = sa.update(company).where(company.c.id == company_id).values(search_text=_fold(texts)[:1000])
        connection.execute(filled)


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_column("search_text")


def _fold(texts: list[str]) -> str:
    """Fold as the product did when this was written."""
    joined = " ".join(text for text in texts if text)
    plain = "".join(c for c in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(c))
    return " ".join(plain.lower().split())
