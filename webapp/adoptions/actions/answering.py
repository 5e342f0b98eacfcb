"""Answering for a side: confirming, objecting, ending, taking back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.actions.checking import refuse_bad_month
from webapp.adoptions.actions.commands import Answer
from webapp.adoptions.actions.figures import keep_figures
from webapp.adoptions.actions.locating import Case, claim_of, located, moved, refuse_stale, refuse_unless, subject
from webapp.adoptions.actions.telling import CONFIRMED, DISPUTED, ENDED, WITHDRAWN, tell
from webapp.adoptions.models import Adoption
from webapp.adoptions.workflow import AGREED, AdoptionMove, AdoptionState, Side, adoption_workflow
from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.journal import record

REASON_LIMIT = 1000


def confirm(session: Session, actor: Actor, key: str, command: Answer) -> Adoption:
    """Agree with the newest revision: from now on it counts."""
    case = located(session, actor, key)
    _refuse_wrong_state(case.adoption, AdoptionMove.CONFIRM)
    refuse_unless(policy.can_answer, actor, case)
    refuse_stale(session, case.adoption, command.revision)
    agree(session, actor, case)
    return case.adoption


def agree(session: Session, actor: Actor, case: Case, through: str = "") -> None:
    """Have the newest revision count; no rule is asked here. ``through`` names who agreed without an account."""
    adoption = case.adoption
    before = {"state": adoption.state, "counted": adoption.counted}
    moved(adoption, AdoptionMove.CONFIRM)
    adoption.counted, adoption.confirmed_at, adoption.reason = adoption.newest, now(), ""
    adoption.changed_at = now()
    keep_figures(session, adoption, claim_of(session, adoption, adoption.newest))
    session.flush()
    after = {"state": adoption.state, "counted": adoption.counted, **({"name": through} if through else {})}
    record(session, actor, "adoptions.confirm", subject(adoption), before, after)
    tell(session, actor, adoption, case.document, CONFIRMED, [Side(adoption.newest_side)])


def dispute(session: Session, actor: Actor, key: str, command: Answer) -> Adoption:
    """Object, with a reason. To a proposal the other side objects; what was agreed either side may object to later."""
    case = located(session, actor, key)
    adoption = case.adoption
    _refuse_wrong_state(adoption, AdoptionMove.DISPUTE)
    refuse_unless(policy.can_edit_adoption if adoption.state in AGREED else policy.can_answer, actor, case)
    refuse_stale(session, adoption, command.revision)
    object_to(session, actor, case, command.reason)
    return adoption


def object_to(session: Session, actor: Actor, case: Case, reason: str, through: str = "") -> None:
    """Note the objection; what was agreed before an edit still counts, what is objected to itself does not."""
    adoption = case.adoption
    reason = checked_reason(reason)
    before = {"state": adoption.state, "counted": adoption.counted}
    was, _now = moved(adoption, AdoptionMove.DISPUTE)
    adoption.reason, adoption.changed_at = reason, now()
    if was in AGREED:
        adoption.counted = None
        keep_figures(session, adoption, None)
    session.flush()
    after = {"state": adoption.state, "counted": adoption.counted, "reason": reason}
    record(
        session,
        actor,
        "adoptions.dispute",
        subject(adoption),
        before,
        {**after, **({"name": through} if through else {})},
    )
    tell(session, actor, adoption, case.document, DISPUTED, list(Side))


def end(session: Session, actor: Actor, key: str, command: Answer) -> Adoption:
    """Say that the use has ended in a month; what it brought stays counted."""
    case = located(session, actor, key)
    adoption = case.adoption
    _refuse_wrong_state(adoption, AdoptionMove.END)
    refuse_unless(policy.can_edit_adoption, actor, case)
    refuse_stale(session, adoption, command.revision)
    month = command.ended or today().isoformat()[:7]
    refuse_bad_month("ended", month)
    if month < adoption.started:
        raise Invalid(Fault("ended", "before_start"))
    before, after = moved(adoption, AdoptionMove.END)
    adoption.ended, adoption.changed_at = month, now()
    session.flush()
    record(session, actor, "adoptions.end", subject(adoption), {"state": before}, {"state": after, "ended": month})
    tell(session, actor, adoption, case.document, ENDED, list(Side))
    return adoption


def withdraw(session: Session, actor: Actor, key: str, command: Answer) -> Adoption:
    """Take it back, with a reason: it counts no more, and cannot be brought back."""
    case = located(session, actor, key)
    adoption = case.adoption
    _refuse_wrong_state(adoption, AdoptionMove.WITHDRAW)
    refuse_unless(policy.can_withdraw, actor, case)
    refuse_stale(session, adoption, command.revision)
    reason = checked_reason(command.reason)
    before = {"state": adoption.state, "counted": adoption.counted}
    take_back(session, adoption, reason)
    record(session, actor, "adoptions.withdraw", subject(adoption), before, {"state": adoption.state, "reason": reason})
    tell(session, actor, adoption, case.document, WITHDRAWN, list(Side))
    return adoption


def take_back(session: Session, adoption: Adoption, reason: str) -> None:
    """Withdrawn, counting no more and without contact; no rule is asked here."""
    moved(adoption, AdoptionMove.WITHDRAW)
    adoption.counted, adoption.reason, adoption.changed_at = None, reason, now()
    adoption.contact_name = adoption.contact_phone = ""
    keep_figures(session, adoption, None)
    session.flush()


def checked_reason(reason: str) -> str:
    """A reason as it is kept. Raises Invalid when there is none."""
    reason = reason.strip()
    if not reason:
        raise Invalid(Fault("reason", "required"))
    if len(reason) > REASON_LIMIT:
        raise Invalid(Fault("reason", "long", {"limit": REASON_LIMIT}))
    return reason


def _refuse_wrong_state(adoption: Adoption, move: AdoptionMove) -> None:
    if not adoption_workflow.allows(AdoptionState(adoption.state), move):
        raise Conflict("state", present=adoption.state)
