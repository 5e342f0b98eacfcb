"""Reviewing in rounds with answers and two reviewers; keeping documents true."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

YEARLY = "operation_method"
SHANGHAI = timedelta(hours=8)


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("review_note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_reason", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("quote", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("settled_by_name", sa.String(length=64), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_review_note_parent_id"), ["parent_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_review_note_parent_id_review_note"), "review_note", ["parent_id"], ["id"], ondelete="CASCADE"
        )
    _create_tables()
    _begin_keeping()


def _create_tables() -> None:
    op.create_table(
        "kind_rule",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("verify_months", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_kind_rule")),
    )
    op.create_table(
        "review_assignment",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("account_name", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_review_assignment_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_review_assignment_version_id_version"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_review_assignment")),
    )
    with op.batch_alter_table("review_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_assignment_account_id"), ["account_id"], unique=False)
    op.create_table(
        "review_approval",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_name", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_review_approval_version_id_version"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "round", "account_id", name=op.f("pk_review_approval")),
    )
    op.create_table(
        "document_keeping",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verify_by", sa.Date(), nullable=True),
        sa.Column("halted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("halt_reason", sa.Text(), nullable=False),
        sa.Column("halted_by_name", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_keeping_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_keeping")),
    )
    with op.batch_alter_table("document_keeping", schema=None) as batch_op:
        batch_op.create_index("ix_document_keeping_verify_by", ["verify_by", "document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_keeping_halted_at"), ["halted_at"], unique=False)
    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("is_correct", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_verification_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verification_document_id"), ["document_id"], unique=False)


def _begin_keeping() -> None:
    """What is in force counts as verified when it was published."""
    connection = op.get_bind()
    moment = sa.DateTime(timezone=True)
    version = sa.table("version", sa.column("document_id"), sa.column("state"), sa.column("published_at", moment))
    document = sa.table("document", sa.column("id"), sa.column("kind"))
    keeping = sa.table(
        "document_keeping",
        sa.column("document_id"),
        sa.column("verified_at", moment),
        sa.column("verify_by", sa.Date()),
        sa.column("halt_reason"),
        sa.column("halted_by_name"),
    )
    joined = sa.select(version.c.document_id, document.c.kind, version.c.published_at).join(
        document, document.c.id == version.c.document_id
    )
    found = connection.execute(joined.where(version.c.state == "published")).all()
    rows = [
        {
            "document_id": document_id,
            "verified_at": at,
            "verify_by": _a_year_after(at) if kind == YEARLY else None,
            "halt_reason": "",
            "halted_by_name": "",
        }
        for document_id, kind, at in found
    ]
    for start in range(0, len(rows), 500):
        connection.execute(keeping.insert(), rows[start : start + 500])


def _a_year_after(at: datetime) -> date:
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    day = (aware.astimezone(UTC) + SHANGHAI).date()
    return day.replace(year=day.year + 1, day=min(day.day, calendar.monthrange(day.year + 1, day.month)[1]))


def downgrade() -> None:
    """Go back."""
    for table in ("verification", "document_keeping", "review_approval", "review_assignment", "kind_rule"):
        op.drop_table(table)
    with op.batch_alter_table("review_note", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_review_note_parent_id_review_note"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_review_note_parent_id"))
        for name in ("settled_by_name", "settled_at", "quote", "is_reason", "parent_id"):
            batch_op.drop_column(name)
