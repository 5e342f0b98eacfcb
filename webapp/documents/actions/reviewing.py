"""Into review, back out of it, and back with reasons."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Fault, Invalid
from webapp.base.journal import record
from webapp.directory.models import Term
from webapp.documents.actions.commands import Recall, ReturnVersion, Submit, VersionKey
from webapp.documents.actions.guarding import disclosure_faults
from webapp.documents.actions.locating import move, reviewed, same_revision, subject, writable
from webapp.documents.actions.telling import tell_judged, tell_recalled, tell_submitted
from webapp.documents.actions.texts import described
from webapp.documents.checks import submission_faults, terms_used
from webapp.documents.content import Content, Kind, from_json
from webapp.documents.models import ReviewNote, Version
from webapp.documents.workflow import VersionMove


def submit(session: Session, actor: Actor, key: VersionKey, command: Submit) -> Version:
    """Hand a draft in. Raises Invalid with every fault that has to be mended first."""
    located = writable(session, actor, key.number)
    version = located.version(key.ordinal)
    state = move(version, located.document, VersionMove.SUBMIT)
    same_revision(version, command.revision)
    content = from_json(version.content)
    faults = submission_faults(Kind(located.document.kind), content, command.rules, known_terms(session, content))
    if any(content.sections.values()) and not version.renderer_version:
        faults = (*faults, Fault("sections", "too_complex"))
    faults = (*faults, *disclosure_faults(located.document, version))
    if faults:
        raise Invalid(*faults)
    before = described(version)
    version.state = state
    version.round += 1
    version.submitted_at = now()
    version.submitted_by_id = actor.account_id
    session.flush()
    after = {**described(version), "round": version.round}
    record(session, actor, "documents.submit", subject(located.document, version), before, after)
    tell_submitted(session, actor, located.document, version)
    return version


def recall(session: Session, actor: Actor, key: VersionKey, command: Recall) -> Version:
    """Take a version back from review to write on."""
    located = writable(session, actor, key.number)
    version = located.version(key.ordinal)
    state = move(version, located.document, VersionMove.RECALL)
    same_revision(version, command.revision)
    before = described(version)
    version.state = state
    session.flush()
    record(session, actor, "documents.recall", subject(located.document, version), before, described(version))
    tell_recalled(session, actor, located.document, version)
    return version


def return_version(session: Session, actor: Actor, key: VersionKey, command: ReturnVersion) -> Version:
    """Give a version back to its authors with reasons. Raises Invalid('notes','required') without any."""
    located, version = reviewed(session, actor, key)
    state = move(version, located.document, VersionMove.RETURN)
    same_revision(version, command.revision)
    notes = {section: text.strip() for section, text in command.notes.items() if text.strip()}
    if not notes:
        raise Invalid(Fault("notes", "required"))
    before = described(version)
    version.state = state
    version.reviewed_at = now()
    version.reviewed_by_id = actor.account_id
    for section, text in notes.items():
        session.add(
            ReviewNote(
                version_id=version.id,
                round=version.round,
                section=section[:64],
                text=text,
                quote=command.quotes.get(section, ""),
                author_id=actor.account_id,
                author_name=actor.name,
            )
        )
    session.flush()
    after = {**described(version), "round": version.round, "notes": sorted(notes)}
    record(session, actor, "documents.return", subject(located.document, version), before, after)
    tell_judged(session, actor, "returned", located.document, version)
    return version


def known_terms(session: Session, content: Content) -> dict[str, frozenset[str]]:
    """Those of the vocabulary keys a content uses that exist."""
    known = {}
    for vocabulary, key in terms_used(content).items():
        statement = select(Term.key).where(Term.vocabulary == vocabulary, Term.key == key)
        known[vocabulary] = frozenset(session.scalars(statement))
    return known
