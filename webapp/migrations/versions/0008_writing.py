"""What writers type and have not saved, who is at work, and a trash for drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BEFORE = "'published','superseded','withdrawn')"
AFTER = "'published','superseded','withdrawn','discarded')"


def upgrade() -> None:
    """Go up."""
    _change_states(BEFORE, AFTER)
    op.add_column("version", sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("version", sa.Column("discarded_by_id", sa.Integer(), nullable=True))
    op.create_index("ix_version_discarded_at", "version", ["discarded_at"], unique=False)
    op.create_table(
        "kept_typing",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_keys("kept_typing"),
    )
    op.create_index("ix_kept_typing_account_id", "kept_typing", ["account_id"], unique=False)
    op.create_table(
        "at_work",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_keys("at_work"),
    )


def downgrade() -> None:
    """Go back; what is in the trash becomes withdrawn versions."""
    op.drop_table("at_work")
    op.drop_index("ix_kept_typing_account_id", "kept_typing")
    op.drop_table("kept_typing")
    op.execute("UPDATE version SET state = 'withdrawn' WHERE state = 'discarded'")
    op.drop_index("ix_version_discarded_at", "version")
    op.drop_column("version", "discarded_by_id")
    op.drop_column("version", "discarded_at")
    _change_states(AFTER, BEFORE)


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f(f"fk_{table}_version_id_version"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "account_id", name=op.f(f"pk_{table}")),
    ]


def _change_states(before: str, after: str) -> None:
    """Change the known states. SQLite: in the table's own text, as its manual advises for checks, because making the
    table anew would empty every table that follows it."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        name = op.f("ck_version_known_state")
        op.drop_constraint(name, "version", type_="check")
        op.create_check_constraint(name, "version", f"state IN ('draft','in_review','returned',{after}")
        return
    serial = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'version' AND instr(sql, ?)",
        (before, after, before),
    )
    if changed.rowcount != 1:
        raise RuntimeError("the table version does not have the known states")
    connection.exec_driver_sql(f"PRAGMA schema_version={serial + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
