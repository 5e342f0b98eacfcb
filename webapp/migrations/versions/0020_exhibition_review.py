"""Exhibitions: who handed it in for review, and the texts of the cover with each snapshot."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

HEAD = ("title", "theme", "level", "organisers", "place", "starts_on", "ends_on", "opening_hours", "cover_key")


def upgrade() -> None:
    """Go up: snapshots that stand already get their head from what they say."""
    with op.batch_alter_table("exhibition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("submitted_by_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("exhibition_snapshot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("head", sa.JSON(), nullable=False, server_default="{}"))
    table = sa.table(
        "exhibition_snapshot", sa.column("id", sa.Integer), sa.column("content", sa.Text), sa.column("head", sa.JSON)
    )
    connection = op.get_bind()
    for row_id, content in connection.execute(sa.select(table.c.id, table.c.content)).all():
        said = json.loads(content)
        head = {name: str(said.get(name, "")) for name in HEAD}
        connection.execute(sa.update(table).where(table.c.id == row_id).values(head=head))
    with op.batch_alter_table("exhibition_snapshot", schema=None) as batch_op:
        batch_op.alter_column("head", server_default=None)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("exhibition_snapshot", schema=None) as batch_op:
        batch_op.drop_column("head")
    with op.batch_alter_table("exhibition", schema=None) as batch_op:
        batch_op.drop_column("submitted_by_id")
