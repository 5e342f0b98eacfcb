"""Patents as templates want them: one in a list, the choices of forms, where the actor may record."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.directory.models import Organisation, Studio
from webapp.patents.deadlines import FeeState
from webapp.patents.models import Patent
from webapp.patents.numbering import number_of
from webapp.patents.policy import can_keep_patent
from webapp.patents.queries.fees import clock_of
from webapp.patents.queries.keepers import keepers
from webapp.patents.queries.status import status_on
from webapp.patents.wording import FEE_TONES, FEES, STATUSES, status_line, tone_of, type_label
from webapp.patents.workflow import Status
from webapp.web.i18n import _


def patent_entry(actor: Actor, patent: Patent, day: date) -> dict[str, Any]:
    """A patent in a list. Its organisation and studio are named when they were loaded."""
    status = status_on(patent.status, patent.expires_on, day)
    keeps = can_keep_patent(actor, patent)
    clock = clock_of(patent, day) if keeps and status == Status.GRANTED else None
    is_due = clock is not None and clock.due_on is not None and clock.state != FeeState.AHEAD
    return {
        "id": patent.id,
        "title": patent.title,
        "url": url_for("patents.patent", patent_id=patent.id),
        "number": number_of(patent),
        "type": type_label(patent.type),
        "status": STATUSES[status],
        "tone": tone_of(status),
        "line": status_line(status, patent.expires_on, is_open=patent.is_open),
        "filed_on": patent.filed_on,
        "is_reported": bool(patent.report_key),
        "is_hidden": not patent.is_public,
        "is_removed": patent.removed_at is not None,
        "fee": FEES[clock.state] if clock and is_due else "",
        "fee_tone": FEE_TONES[clock.state] if clock and is_due else "",
        "fee_due_on": clock.due_on if clock else None,
    }


def places_of(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The studios and organisations the actor may record for, as choices."""
    studios = select(Studio.id, Studio.name, Studio.organisation_id, Organisation.name.label("owner"))
    studios = studios.join(Organisation, Organisation.id == Studio.organisation_id).where(
        Studio.merged_into_id.is_(None)
    )
    managed = sorted(actor.managed_organisation_ids)
    own = studios.where(Studio.id.in_(sorted(actor.studio_ids)) | Studio.organisation_id.in_(managed))
    found = session.execute(own.order_by(Studio.sort_name, Studio.id))
    choices = [(f"{row.organisation_id}:{row.id}", f"{row.name}（{row.owner}）") for row in found]
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(managed), Organisation.merged_into_id.is_(None))
        .order_by(Organisation.sort_name, Organisation.id)
    )
    choices += [(f"{row.id}:", row.name) for row in rows]
    return choices


def responsible_choices(session: Session, organisation_id: int, studio_id: int | None) -> list[tuple[int, str]]:
    """Who may be made responsible."""
    found = keepers(session, organisation_id, studio_id)
    return [(0, _("（未指定）")), *((each.account_id, each.name) for each in found)]
