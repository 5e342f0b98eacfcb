"""The publication guard: declarations, openings, first public moments, and what the database itself refuses."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = "'undeclared','to_be_filed','secret','filed','public','nothing'"
GUARDED = "('undeclared','to_be_filed','secret')"
KEPT = "('published','superseded','withdrawn')"
WIDE = "('public','members')"
APPEND_ONLY = ("declaration", "first_public")


def upgrade() -> None:
    """Go up."""
    op.execute(
        "ALTER TABLE document ADD COLUMN disclosure VARCHAR(16) DEFAULT 'undeclared' NOT NULL "
        f"CONSTRAINT ck_document_known_disclosure CHECK (disclosure IN ({STATES}))"
    )
    op.add_column("attachment", sa.Column("findings", sa.JSON(), nullable=True))
    _make_opening()
    _make_declaration()
    _make_first_public()
    _make_public_summary()
    _tell_what_was_public()
    for table in APPEND_ONLY:
        _make_append_only(table)
    for name, table, event, condition, message in _rules():
        _make_rule(name, table, event, condition, message)


def downgrade() -> None:
    """Go back."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for name, table, _event, _condition, _message in _rules():
        op.execute(f"DROP TRIGGER {name} ON {table}" if is_postgres else f"DROP TRIGGER {name}")
        if is_postgres:
            op.execute(f"DROP FUNCTION {name}_rule()")
    for table in APPEND_ONLY:
        if is_postgres:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP FUNCTION {table}_is_append_only()")
    for table in ("public_summary", "first_public", "declaration", "opening"):
        op.drop_table(table)
    op.drop_column("attachment", "findings")
    op.drop_column("document", "disclosure")  # its own check goes with it


def _rules() -> tuple[tuple[str, str, str, str, str], ...]:
    """The last line of the guard: (name, table, event, condition, message) of what is refused."""
    wide = f"NEW.state IN {KEPT} AND NEW.visibility IN {WIDE}"
    guarded = f"EXISTS (SELECT 1 FROM document d WHERE d.id = NEW.document_id AND d.disclosure IN {GUARDED})"
    still_wide = (
        f"NEW.disclosure IN {GUARDED} AND EXISTS (SELECT 1 FROM version v WHERE v.document_id = NEW.id "
        f"AND v.state IN {KEPT} AND v.visibility IN {WIDE})"
    )
    newest = "SELECT MAX(l.id) FROM declaration l WHERE l.document_id = NEW.id"
    approved = (
        "EXISTS (SELECT 1 FROM opening o WHERE o.id = n.opening_id AND o.document_id = NEW.id AND o.ready_at <= n.at "
        "AND o.target = n.disclosure AND o.approved_by_id <> o.requested_by_id AND o.approved_role <> o.requested_role)"
    )
    unproven = (
        f"OLD.disclosure IN ('to_be_filed','secret') AND NEW.disclosure NOT IN ('to_be_filed','secret') "
        f"AND NOT EXISTS (SELECT 1 FROM declaration n WHERE n.id = ({newest}) AND n.disclosure = NEW.disclosure "
        f"AND ((n.filed_on IS NOT NULL AND n.filing_number <> '') OR {approved}))"
    )
    return (
        ("guard_new_version", "version", "INSERT", f"{wide} AND {guarded}", "guarded"),
        ("guard_version", "version", "UPDATE OF state, visibility, document_id", f"{wide} AND {guarded}", "guarded"),
        ("guard_document", "document", "UPDATE OF disclosure", still_wide, "guarded"),
        ("guard_opening", "document", "UPDATE OF disclosure", unproven, "opening needs a filing or a second person"),
    )


def _make_rule(name: str, table: str, event: str, condition: str, message: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {name}_rule() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN NEW; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_rule()")
        return
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _make_append_only(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _make_opening() -> None:
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_by_name", sa.String(length=64), nullable=False),
        sa.Column("requested_role", sa.String(length=32), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approval_reason", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_name", sa.String(length=64), nullable=False),
        sa.Column("approved_role", sa.String(length=32), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("ended_by_name", sa.String(length=64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> requested_by_id", name=op.f("ck_opening_two_people")
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_role <> requested_role", name=op.f("ck_opening_two_roles")
        ),
        sa.CheckConstraint("target IN ('public','nothing')", name=op.f("ck_opening_known_target")),
        sa.CheckConstraint("outcome IN ('','opened','cancelled','lapsed')", name=op.f("ck_opening_known_outcome")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_opening_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    op.create_index(op.f("ix_opening_document_id"), "opening", ["document_id"], unique=False)
    under_way = sa.text("outcome = ''")
    op.create_index(
        "uq_opening_under_way",
        "opening",
        ["document_id"],
        unique=True,
        sqlite_where=under_way,
        postgresql_where=under_way,
    )


def _make_declaration() -> None:
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("disclosure", sa.String(length=16), nullable=False),
        sa.Column("filing_number", sa.String(length=40), nullable=False),
        sa.Column("filing_typed", sa.String(length=80), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "disclosure <> 'filed' OR (filing_number <> '' AND filed_on IS NOT NULL)",
            name=op.f("ck_declaration_filed_has_number_and_date"),
        ),
        sa.CheckConstraint(
            "disclosure IN ('to_be_filed','secret','filed','public','nothing')",
            name=op.f("ck_declaration_known_disclosure"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_declaration_document_id_document")),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_declaration_opening_id_opening")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
    )
    op.create_index(op.f("ix_declaration_document_id"), "declaration", ["document_id"], unique=False)


def _make_first_public() -> None:
    op.create_table(
        "first_public",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_first_public_document_id_document")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_first_public_version_id_version")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_first_public")),
        sa.UniqueConstraint("seal", name=op.f("uq_first_public_seal")),
    )
    op.create_index(op.f("ix_first_public_document_id"), "first_public", ["document_id"], unique=False)


def _make_public_summary() -> None:
    op.create_table(
        "public_summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft','in_review','returned','shown')", name=op.f("ck_public_summary_known_state")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_public_summary_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_summary")),
        sa.UniqueConstraint("document_id", name=op.f("uq_public_summary_document_id")),
    )


def _tell_what_was_public() -> None:
    """What people outside could already read is declared public; every public version gets its first moment."""
    bind = op.get_bind()
    wide = sa.text(
        f"SELECT DISTINCT document_id FROM version WHERE state IN {KEPT} AND visibility IN {WIDE} ORDER BY document_id"
    )
    at = sa.func.now() if bind.dialect.name == "postgresql" else _stored(datetime.now(UTC))
    declaration = sa.table(
        "declaration",
        *(sa.column(name) for name in ("document_id", "disclosure", "filing_number", "filing_typed")),
        *(sa.column(name) for name in ("reason", "account_name", "at")),
    )
    for document_id in [row[0] for row in bind.execute(wide)]:
        bind.execute(sa.text("UPDATE document SET disclosure = 'public' WHERE id = :id"), {"id": document_id})
        bind.execute(
            declaration.insert().values(
                document_id=document_id,
                disclosure="public",
                filing_number="",
                filing_typed="",
                reason="",
                account_name="",
                at=at,
            )
        )
    _keep_first_moments(bind)


def _keep_first_moments(bind: Any) -> None:
    version = sa.table("version", *(sa.column(name) for name in ("id", "document_id", "ordinal", "content_hash")))
    moment = sa.column("published_at", sa.DateTime(timezone=True))
    document = sa.table("document", sa.column("id"), sa.column("number"))
    public = (
        sa.select(
            version.c.id, version.c.document_id, version.c.ordinal, version.c.content_hash, moment, document.c.number
        )
        .select_from(version.join(document, document.c.id == version.c.document_id))
        .where(sa.text(f"visibility = 'public' AND state IN {KEPT} AND published_at IS NOT NULL"))
        .order_by(version.c.id)
    )
    first_public = sa.table(
        "first_public",
        *(sa.column(name) for name in ("version_id", "document_id", "content_hash", "seal")),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("files", sa.JSON()),
    )
    for row in bind.execute(public).all():
        files = [list(each) for each in bind.execute(_FILES, {"version": row.id})]
        published = row.published_at if row.published_at.tzinfo else row.published_at.replace(tzinfo=UTC)
        bind.execute(
            first_public.insert().values(
                version_id=row.id,
                document_id=row.document_id,
                content_hash=row.content_hash,
                at=row.published_at,
                files=files,
                seal=_seal(row.number, row.ordinal, published, row.content_hash, files),
            )
        )


_FILES = sa.text(
    "SELECT a.sha256, a.name FROM version_attachment l JOIN attachment a ON a.id = l.attachment_id "
    "WHERE l.version_id = :version ORDER BY l.position, l.attachment_id"
)


def _seal(number: str, ordinal: int, at: datetime, content_hash: str, files: list[list[str]]) -> str:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    lines = ["first-public 1", number, str(ordinal), moment, content_hash, *(f"{each[0]}  {each[1]}" for each in files)]
    return hashlib.sha256(("\n".join(lines) + "\n").encode()).hexdigest()


def _stored(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(sep=" ")
