"""adoption_names."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

COLUMNS = ["document_id", "counted", "state", "adopter", "region", "industry", "started", "is_named", "organisation_id"]


def upgrade() -> None:
    """Go up."""
    op.drop_index("ix_adoption_reach", table_name="adoption")
    op.create_index("ix_adoption_reach", "adoption", [*COLUMNS, "organisation_name"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_adoption_reach", table_name="adoption")
    op.create_index("ix_adoption_reach", "adoption", COLUMNS, unique=False)
