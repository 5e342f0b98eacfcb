"""studio_ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "studio_threshold",
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_studio_threshold")),
    )
    op.create_table(
        "studio_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("studio_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('training','exchange','promotion','honour')", name=op.f("ck_studio_record_known_kind")
        ),
        sa.CheckConstraint("people >= 0", name=op.f("ck_studio_record_people")),
        sa.ForeignKeyConstraint(["studio_id"], ["studio.id"], name=op.f("fk_studio_record_studio_id_studio")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_record")),
    )
    with op.batch_alter_table("studio_record", schema=None) as batch_op:
        batch_op.create_index("ix_studio_record_studio_id_on", ["studio_id", "on", "id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("studio_record", schema=None) as batch_op:
        batch_op.drop_index("ix_studio_record_studio_id_on")

    op.drop_table("studio_record")
    op.drop_table("studio_threshold")
