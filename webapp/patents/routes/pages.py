"""The page of one patent, and the scan of its certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import today
from webapp.base.errors import Invalid, NotFound
from webapp.base.files.names import content_disposition
from webapp.base.files.refusals import FileLost, FileRefused
from webapp.base.files.sniff import sniff
from webapp.patents.actions.certificates import remove_certificate, set_certificate
from webapp.patents.deadlines import FeeState, last_day, patent_year, term_years
from webapp.patents.models import Patent, PatentEvent
from webapp.patents.numbering import number_of
from webapp.patents.policy import (
    INSIDE_KINDS,
    can_keep_patent,
    can_read_event,
    can_read_patent,
    patent_events_readable_by,
    patents_kept_by,
    patents_readable_by,
)
from webapp.patents.queries.reading import Inside, PatentPage, kept_page, patent_page
from webapp.patents.routes.part import ID, blueprint
from webapp.patents.routes.timeline import drawn
from webapp.patents.wording import EVENTS, FEE_TONES, FEES, STATUSES, status_line, tone_of, type_label, yuan
from webapp.patents.workflow import EventKind
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.i18n import _, show_date
from webapp.web.panels import Place, panels_of
from webapp.web.site import reading, site, writing

CERTIFICATE_LIMIT = 20 << 20


@blueprint.get(f"/patents/<{ID}:patent_id>")
@allow(Audience.EVERYONE, can_read_patent, patents_readable_by, can_read_event, patent_events_readable_by)
def patent(patent_id: int) -> ResponseReturnValue:
    """One patent: what it is, where it stands, what happened, and for its own side its fees."""
    actor, day = current_actor(), today()
    with reading() as session:
        found = patent_page(session, actor, patent_id, day)
        panels = panels_of(session, actor, Place.PATENT, found.patent)
    row = found.patent
    counted = [each for each in found.events if each.id not in found.void and each.kind != EventKind.STRUCK]
    return render_template(
        "patents/patent.html",
        patent=row,
        number=number_of(row),
        type=type_label(row.type),
        status=STATUSES[found.status],
        tone=tone_of(found.status),
        line=status_line(found.status, row.expires_on, is_open=row.is_open),
        facts=_facts(row, found),
        inventors=row.inventors,
        drawing=drawn(row, found.status, counted, day),
        events=_shown_events(found, counted),
        fees=_fees(row, found.inside) if found.inside else None,
        inside=found.inside,
        panels=panels,
        keeps=found.inside is not None,
        today=day,
    )


@blueprint.get(f"/patents/<{ID}:patent_id>/certificate")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def certificate(patent_id: int) -> ResponseReturnValue:
    """The scan of the certificate, to be saved."""
    with reading() as session:
        row = kept_page(session, current_actor(), patent_id)
    if not row.certificate_sha256:
        raise NotFound
    store = site().files
    try:
        if store.size(row.certificate_sha256) != row.certificate_size:
            raise NotFound
    except FileLost:
        raise NotFound from None
    path = store.path(row.certificate_sha256)
    response: Response = send_file(path, mimetype=row.certificate_mime, max_age=0, etag=False)
    response.headers["Content-Disposition"] = content_disposition(row.certificate_name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "no-store, private"
    return response


@blueprint.post(f"/patents/<{ID}:patent_id>/certificate")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def keep_certificate(patent_id: int) -> ResponseReturnValue:
    """Keep a scan in place of the former, or take it away (``do`` is remove)."""
    if request.form.get("do") == "remove":
        with writing() as session:
            remove_certificate(session, current_actor(), patent_id)
        flash(_("已移除证书扫描件。"), "success")
        return _back(patent_id)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        flash(_("请先选择文件。"), "warning")
        return _back(patent_id)
    store = site().files
    try:
        staged = store.stage(upload.stream, CERTIFICATE_LIMIT)
        try:
            kind = sniff(staged.path, upload.filename)
            with writing() as session:
                set_certificate(session, current_actor(), store, patent_id, (staged, kind, upload.filename))
        finally:
            store.discard(staged)
    except (FileRefused, Invalid):
        flash(_refused(), "error")
    else:
        flash(_("已保存证书扫描件。"), "success")
    return _back(patent_id)


def _refused() -> str:
    return _("没有保存：证书请上传 20 MB 以内、未加密的 PDF 或图片。")


def _back(patent_id: int) -> ResponseReturnValue:
    return redirect(url_for("patents.patent", patent_id=patent_id, _anchor="certificate"), 303)


def _facts(row: Patent, found: PatentPage) -> list[tuple[str, Any]]:
    owner: Any = (url_for("directory.organisation", organisation_id=row.organisation_id), row.organisation.name)
    studio: Any = ""
    if row.studio is not None:
        studio = (url_for("directory.studio", studio_id=row.studio.id), row.studio.name)
    term = ""
    if row.expires_on is not None and row.granted_on is not None:
        term = show_date(last_day(row.expires_on))
    return [
        (_("申请号或专利号"), number_of(row)),
        (_("填写的号码"), row.typed_number if found.inside else ""),
        (_("专利类型"), type_label(row.type)),
        (_("申请日"), show_date(row.filed_on)),
        (_("公布日"), show_date(row.published_on)),
        (_("公布号"), row.publication_number),
        (_("授权公告日"), show_date(row.granted_on)),
        (_("授权公告号"), row.grant_number),
        (_("证书号"), row.certificate_number),
        (_("期限届满前最后一天"), term),
        (_("申请人"), list(row.applicants)),
        (_("现在的权利人"), row.right_holder),
        (_("IPC 分类号"), list(row.ipc_classes)),
        (_("登记单位"), owner),
        (_("工作室"), studio),
        (_("资料来源"), _reported(row) if row.report_key else _("单位登记")),
    ]


def _reported(row: Patent) -> str:
    if not row.reported_status:
        return _("公开报道，未经权利人核对")
    return _("公开报道（报道称“%(status)s”），未经权利人核对", status=row.reported_status)


def _shown_events(found: PatentPage, counted: Sequence[PatentEvent]) -> list[dict[str, Any]]:
    """Events as the list shows them, oldest first; the numbers are those of the drawing."""
    numbers = {each.id: number for number, each in enumerate(counted, start=1)}
    inside = found.inside is not None
    by_id = {each.id: each for each in found.events}
    shown = []
    for each in found.events:
        replaced = by_id.get(each.corrects_id or 0)
        shown.append(
            {
                "id": each.id,
                "number": numbers.get(each.id),
                "on": show_date(each.on),
                "label": EVENTS[EventKind(each.kind)],
                "is_void": each.id in found.void,
                "effective_on": show_date(each.effective_on),
                "party": each.party,
                "amount": yuan(each.amount) if inside and each.amount is not None else "",
                "source": each.source,
                "note": each.note if inside else "",
                "replaces": f"{show_date(replaced.on)} {EVENTS[EventKind(replaced.kind)]}" if replaced else "",
                "is_inside": inside and each.kind in INSIDE_KINDS and not each.is_announced,
                "recorded": f"{each.recorded_by} {show_date(each.recorded_at.date())}" if inside else "",
                "may_correct": inside and each.id in numbers,
            }
        )
    return shown


def _fees(row: Patent, inside: Inside) -> dict[str, Any]:
    """The fee clock in words."""
    clock = inside.clock
    years = 0
    if row.filed_on and row.granted_on:
        years = term_years(row.type, row.filed_on) - patent_year(row.filed_on, row.granted_on)
    return {
        "label": FEES.get(clock.state, ""),
        "tone": FEE_TONES.get(clock.state, "plain"),
        "state": clock.state.value,
        "year": clock.year,
        "due_on": clock.due_on,
        "until": clock.until,
        "grace_until": clock.grace_until,
        "days": clock.days,
        "percent": clock.surcharge_percent,
        "owed": yuan(inside.owed.left) if inside.owed else "",
        "full_fee": yuan(inside.owed.full_fee) if inside.owed else "",
        "share": inside.owed.percent if inside.owed else 100,
        "is_known": inside.owed is not None,
        "asks": clock.year > 0,
        "may_pay": row.granted_on is not None and row.filed_on is not None and clock.state != FeeState.SETTLED,
        "years": years,
        "payments": [
            {
                "id": each.id,
                "year": each.year,
                "paid_on": show_date(each.paid_on),
                "amount": yuan(each.amount) if each.amount is not None else "",
                "settles": each.settles,
                "note": each.note,
                "by": each.recorded_by,
                "is_cancelled": each.id in inside.cancelled,
            }
            for each in reversed(inside.payments)
        ],
    }
