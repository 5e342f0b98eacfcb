"""What is sent for each endpoint and state: values of the address, the query, the fields and files of a form."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from tests.make import PASSWORD
from tests.rights.sending import NO_KEY, Maker, Sent
from tests.rights.sent_adoptions import ADOPTION_MAKERS
from tests.rights.sent_collected import COLLECTED_MAKERS
from tests.rights.sent_exhibitions import EXHIBITION_MAKERS
from tests.rights.sent_made import MADE_MAKERS
from tests.rights.sent_shows import SHOW_MAKERS
from tests.rights.world import OFFICIAL_FORM, World, picture
from webapp.base.actor import Role
from webapp.filings.form_file import read_form
from webapp.filings.word import first_template

NO_ID = 999_999
NEW_PASSWORD = "换过的口令-Passw0rd9"


def cookies_of(app: Flask, world: World) -> dict[str, str]:
    """The cookie header of every actor's browser, signed in."""
    return {"visitor": "", **{name: cookie_of(app, token) for name, token in world.tokens.items()}}


def cookie_of(app: Flask, token: str) -> str:
    """The cookie header of a browser signed in with this token."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": token, "_fresh": True, "seen": 2**40})  # long after now: never idle, never renewed
    cookie = client.get_cookie("session")
    assert cookie is not None
    return f"session={cookie.value}"


def ask(app: Flask, adapter: MapAdapter, endpoint: str, method: str, sent: Sent, cookie: str) -> TestResponse:
    """The answer to one request."""
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": cookie} if cookie else {}
    if sent.script:
        headers["X-Requested-With"] = "XMLHttpRequest"
    address = adapter.build(endpoint, dict(sent.values), method=method)
    if method != "POST":
        return client.open(address, method=method, headers=headers)
    data: dict[str, Any] = dict(sent.data)
    if sent.file is not None:
        name, kind = sent.file
        made = first_template(read_form(OFFICIAL_FORM)) if kind == "DOCX" else picture(kind, colour=77)
        data[name] = (io.BytesIO(made), f"新图.{kind.lower()}")
    return client.post(address, data=data, headers=headers)


def sent_for(world: World, endpoint: str, method: str, state: str, actor: str) -> Sent:
    """The request for a cell of the matrix."""
    maker = MAKERS.get((endpoint, method)) or MAKERS.get((endpoint, "*"))
    return maker(world, state, actor) if maker else Sent()


def _document(world: World, state: str) -> dict[str, Any]:
    return {"number": world.numbers[state.partition("/")[0]]}


def _number(world: World, state: str, actor: str) -> Sent:
    return Sent(_document(world, state))


def _version(world: World, state: str, actor: str) -> Sent:
    name, _, ordinal = state.partition(":")
    return Sent({"number": world.numbers[name], "ordinal": int(ordinal or 1)})


def _with(in_force: bool = False, /, **fields: str) -> Maker:
    """A form about a document and its newest version, or the newest in force."""

    def make(world: World, state: str, actor: str) -> Sent:
        name = state.partition("/")[0]
        ordinal = world.newest.get(name, 1)
        if in_force and name.startswith("next_"):
            ordinal -= 1
        revision, content_hash = world.versions.get(f"{name}:{ordinal}", (1, ""))
        known = {"ordinal": str(ordinal), "revision": str(revision), "content_hash": content_hash}
        return Sent(_document(world, state), {**known, **fields})

    return make


def _seal(world: World, state: str, actor: str) -> Sent:
    return Sent({"seal": world.seals.get(state, "0" * 64)})


def _declare(world: World, state: str, actor: str) -> Sent:
    """Closing a document, over the declaration in force."""
    basis = str(world.declarations.get(state, 0))
    return Sent(_document(world, state), {"disclosure": "to_be_filed", "basis": basis})


def _answer_opening(world: World, state: str, actor: str) -> Sent:
    name, _, wanted = state.partition("/")
    values = {**_document(world, state), "opening_id": world.openings.get(name, NO_ID)}
    return Sent(values, {"do": wanted or "cancel", "approval": "已核对，没有专利计划。"})


def _propose_summary(world: World, state: str, actor: str) -> Sent:
    revision = str(world.summaries.get(state, 0))
    words = {"summary_title": "一种安全的办法", "summary_text": "让高处的活不用登高。", "revision": revision}
    return Sent(_document(world, state), words)


def _answer_summary(world: World, state: str, actor: str) -> Sent:
    name, _, wanted = state.partition("/")
    return Sent(_document(world, state), {"do": wanted or "accept", "revision": str(world.summaries.get(name, 0))})


def _judge(world: World, state: str, actor: str) -> Sent:
    """A judgement with a reason; to publish, unless the state names giving back."""
    sent = _with()(world, state, actor)
    way = "return" if state.endswith("/return") else "publish"
    return Sent(sent.values, {**sent.data, "do": way, "note-problem": "请补充。"})


def _answer(world: World, state: str, actor: str) -> Sent:
    """An answer to what was said, or taking it as settled."""
    name, _, deed = state.partition("/")
    note_id = world.entries.get(f"remark_{name}", NO_ID)
    values = {"number": world.numbers[name], "note_id": note_id}
    return Sent(values, {"do": f"{deed or 'answer'}:{note_id}", f"answer-{note_id}": "已补充。"})


def _rule(world: World, state: str, actor: str) -> Sent:
    return Sent(data={"kind": state, "needs_second": "1", "verify_months": "6", "revision": "0"})


def _upload(world: World, state: str, actor: str) -> Sent:
    return Sent(_document(world, state), file=("file", "PNG"), script=True)


def _change_file(world: World, state: str, actor: str) -> Sent:
    ordinal = world.newest.get(state, 1)
    key = world.files.get(f"{state}:{ordinal}", {}).get("pdf", NO_KEY)
    return Sent({**_document(world, state), "key": key}, {"do": "save", "caption": "新的说明"})


def _clean_file(world: World, state: str, actor: str) -> Sent:
    ordinal = world.newest.get(state, 1)
    key = world.files.get(f"{state}:{ordinal}", {}).get("photo", NO_KEY)
    return Sent({**_document(world, state), "key": key})


def _revive(world: World, state: str, actor: str) -> Sent:
    return Sent(_document(world, state), {"version": str(world.entries["discarded"])})


def _file(kind: str, **values: Any) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent({"key": world.files.get(state, {}).get(kind, NO_KEY), **values})

    return make


def _compare(world: World, state: str, actor: str) -> Sent:
    ends = {"from": 1, "to": 2} if state.endswith("/1-2") else {}
    return Sent({**_document(world, state), **ends})


def _begin(world: World, state: str, actor: str) -> Sent:
    organisation = world.entries["organisation_a"]
    studio = world.entries["studio_a1"] if state == "studio_a1" else 0
    return Sent(data={"kind": "innovation", "place": f"{organisation}:{studio}", "title": "新的成果"})


def _bring_in(world: World, state: str, actor: str) -> Sent:
    sent = _begin(world, state, actor)
    return Sent(data={**sent.data, "files": (io.BytesIO("# 标题\n\n正文。".encode()), "新.md")})


def _brought(world: World, state: str, actor: str) -> Sent:
    key, revision = world.imports.get(state, (NO_KEY, 1))
    return Sent({"key": key}, {"revision": str(revision)})


def _brought_item(world: World, state: str, actor: str) -> Sent:
    sent = _brought(world, state, actor)
    chosen = {"title": "改过的名称", "kind": "handbook", "target-0": "method"}
    return Sent({**sent.values, "position": 1}, {**sent.data, **chosen})


def _brought_picture(world: World, state: str, actor: str) -> Sent:
    return Sent({**_brought(world, state, actor).values, "position": 1, "number": 2})


def _account(**fields: Any) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent({"account_id": world.accounts.get(state, NO_ID)}, fields)

    return make


def _correct(world: World, state: str, actor: str) -> Sent:
    fields = {"name": "改过的姓名", "organisation_id": str(world.entries["organisation_a"]), "person_id": "0"}
    fields["revision"] = str(world.revisions.get(state, 1))
    return Sent({"account_id": world.accounts.get(state, NO_ID)}, fields)


def _grant(world: World, state: str, actor: str) -> Sent:
    fields = {"right": f"{Role.STUDIO_LEADER}:{world.entries['studio_a1']}"}
    return Sent({"account_id": world.accounts.get(state, NO_ID)}, fields)


def _revoke(world: World, state: str, actor: str) -> Sent:
    return Sent({"account_id": world.accounts[state], "grant_id": world.entries["grant"]})


def _add_member(world: World, state: str, actor: str) -> Sent:
    return Sent(data={"username": "target-worker", "studio_id": str(world.entries["studio_a1"])})


def _new_account(world: World, state: str, actor: str) -> Sent:
    fields = {"username": "quite-new", "name": "新人", "organisation_id": str(world.entries["organisation_a"])}
    return Sent(data=fields)


def _import(world: World, state: str, actor: str) -> Sent:
    row = {"number": 2, "username": "from-sheet", "name": "表中人", "organisation": world.names["organisation_a"]}
    return Sent(data={"rows": json.dumps([row])})


def _session(world: World, state: str, actor: str) -> Sent:
    whose = actor if state == "own" and actor in world.sessions else "target_sign_in"
    return Sent({"session_id": world.sessions[whose]})


def _sign_in(world: World, state: str, actor: str) -> Sent:
    return Sent(data={"username": "target-sign-in", "password": PASSWORD if state == "right" else "不对的口令"})


def _fixed(**fields: Any) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent(data=fields)

    return make


def _register(world: World, state: str, actor: str) -> Sent:
    fields = {"username": "asks-in", "name": "申请人", "organisation_id": str(world.entries["organisation_a"])}
    return Sent(data={**fields, "password": NEW_PASSWORD, "again": NEW_PASSWORD})


def _entry(kind: str, file: bool = False, **fields: Any) -> Maker:
    """About one entry of the directory."""

    def make(world: World, state: str, actor: str) -> Sent:
        known = {"revision": str(world.revisions.get(state, 1)), "name": world.names.get(state, state)}
        values = {f"{kind}_id": world.entries.get(state, NO_ID)}
        return Sent(values, {**known, **fields} if fields else {}, ("file", "PNG") if file else None)

    return make


def _person(world: World, state: str, actor: str) -> Sent:
    """The form of a person as those get it who keep the entry; who only tells of themselves sends less of it."""
    fields = {
        "name": world.names.get(state, "某人"),
        "post": "新的职务",
        "revision": str(world.revisions.get(state, 1)),
    }
    if actor != "contributor":
        fields["organisation"] = world.names["organisation_b" if state == "person_b" else "organisation_a"]
    return Sent({"person_id": world.entries.get(state, NO_ID)}, fields)


def _studio(world: World, state: str, actor: str) -> Sent:
    fields = {"name": "改名的工作室", "description": "新的介绍", "revision": str(world.revisions.get(state, 1))}
    fields["organisation"] = world.names["organisation_b" if state == "studio_b1" else "organisation_a"]
    return Sent({"studio_id": world.entries.get(state, NO_ID)}, fields)


def _member(kind: str, entry: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        values = {"studio_id": world.entries.get(state, NO_ID), kind: world.entries[entry]}
        return Sent(values, {"confirmed": "1"})

    return make


def _new_line(world: World, state: str, actor: str) -> Sent:
    fields = {"kind": "training", "on": "2026-01-05", "title": "镗削培训", "people": "8"}
    return Sent({"studio_id": world.entries.get(state, NO_ID)}, fields)


def _ledger_line(world: World, state: str, actor: str) -> Sent:
    values = {"studio_id": world.entries.get(state, NO_ID), "record_id": world.entries["studio_record"]}
    return Sent({**values, "change": "remove"})


def _in_organisation(name: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent(data={"name": name, "organisation": world.names["organisation_a"], "confirmed": "1"})

    return make


def _merge(world: World, state: str, actor: str) -> Sent:
    values = {"kind": "person", "entry_id": world.entries.get(state, NO_ID), "into_id": world.entries["person_own"]}
    revisions = {
        "from_revision": str(world.revisions.get(state, 1)),
        "into_revision": str(world.revisions["person_own"]),
    }
    return Sent(values, revisions)


def _choose(world: World, state: str, actor: str) -> Sent:
    return Sent({"kind": "person", "entry_id": world.entries.get(state, NO_ID)})


def _vocabulary(**fields: Any) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent({"name": state.partition("/")[0]}, fields)

    return make


def _term(**fields: Any) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        name, _, change = state.partition("/")
        values = {"name": name, "key": world.names["term"], **({"change": change or "up"} if not fields else {})}
        return Sent(values, {**fields, "revision": "1"} if fields else {})

    return make


def _term_page(world: World, state: str, actor: str) -> Sent:
    return Sent({"name": state, "key": world.names["term"]})


def _notice(world: World, state: str, actor: str) -> Sent:
    """A notice of the actor's own, of somebody else's, or none at all."""
    owner = {"own": actor, "other": "target_worker"}.get(state, "")
    return Sent({"notice_id": world.entries.get(f"notice_{owner}", NO_ID)})


def _mail(world: World, state: str, actor: str) -> Sent:
    return Sent(data={"language": "tlh" if state == "odd" else "en"})


def _form_of(**fields: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent({**_document(world, state), "key": "suggestion"}, fields)

    return make


def _patent(file: bool = False, /, **fields: str) -> Maker:
    """About one patent."""

    def make(world: World, state: str, actor: str) -> Sent:
        known = {"revision": str(world.revisions.get(state, 1))} if fields else {}
        values = {"patent_id": world.entries.get(state, NO_ID)}
        return Sent(values, {**known, **fields}, ("file", "PNG") if file else None)

    return make


def _filed(world: World, state: str, actor: str) -> Sent:
    fields = {"state": "accepted", "revision": "1", "note": "获奖"}
    return Sent({"filing_id": world.entries.get(state, NO_ID)}, fields)


def _official(world: World, state: str, actor: str) -> Sent:
    """A form of the matrix's own, new or changed."""
    text = OFFICIAL_FORM if state else OFFICIAL_FORM.replace("matrix_form", "another_form")
    fields = {"definition": text.replace("一张表", "改过的表"), "revision": "1" if state else "0", "do": "save"}
    values = {"key": state} if state else {}
    return Sent(values, fields, None if state else ("template", "DOCX"))


def _payment(world: World, state: str, actor: str) -> Sent:
    return Sent({"patent_id": world.entries.get(state, NO_ID), "payment_id": world.entries["payment"]})


def _place(world: World) -> str:
    return f"{world.entries['organisation_a']}:{world.entries['studio_a1']}"


def _new_patent(world: World, state: str, actor: str) -> Sent:
    return Sent(data={"place": _place(world), "title": "新的专利", "type": "design", "responsible": "0"})


def _sheet_rows(world: World, state: str, actor: str) -> Sent:
    rows = {"rows": [{"row": 2, "texts": {"title": "另一件专利", "type": "外观设计"}}], "unknown": ["颜色"]}
    return Sent(data={"place": _place(world), "file_name": "专利.xlsx", "rows": json.dumps(rows)})


def _batch(world: World, state: str, actor: str) -> Sent:
    return Sent({"batch_id": world.entries.get(state, NO_ID)})


def _fee(**fields: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        values = {"fee_id": world.entries.get(state, NO_ID)} if state else {}
        return Sent(values, {**fields, "revision": "1"} if fields else {})

    return make


def _calendar(world: World, state: str, actor: str) -> Sent:
    return Sent({"secret": world.names["calendar"] if state == "right" else "x" * 32})


def _linked(**fields: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent({**_document(world, state), "patent_id": world.entries["patent_public"]}, fields)

    return make


NEW_FEE = {"type": "design", "from_year": "1", "to_year": "2", "amount": "300", "valid_from": "2021-06-01"}


def _query(**values: Any) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent(values if state == "text" else {})

    return make


def _value_of_state(name: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent({name: state})

    return make


def _kept(kind: str, id_name: str, /, **fields: str) -> Maker:
    """About a saved search or a draft of a request, the worker's of the first organisation."""

    def make(world: World, state: str, actor: str) -> Sent:
        thing, _, change = state.partition("/")
        values = {id_name: world.entries.get(f"{kind}_{thing}", NO_ID), **({"change": change} if change else {})}
        return Sent(values, {**fields, "revision": "1"} if fields else {})

    return make


def _retire(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": state, "change": "retire"}, {"revision": "1"})


def _lexicon_rule(world: World, state: str, actor: str) -> Sent:
    return Sent({"id": world.entries["rule_kept"]} if state == "kept" else {"kind": "trade_words"})


def _value(**values: Any) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent(values)

    return make


MAKERS: Mapping[tuple[str, str], Maker] = {
    **ADOPTION_MAKERS,
    **EXHIBITION_MAKERS,
    **COLLECTED_MAKERS,
    **MADE_MAKERS,
    **SHOW_MAKERS,
    ("static", "*"): _value(filename="css/components.css"),
    ("web.language", "*"): _value(code="en"),
    ("web.theme", "*"): _value(name="dark"),
    ("search.results", "*"): _query(q="钻模"),
    ("search.advanced", "*"): _query(q="钻模", in_title="快换"),
    ("search.save_search", "*"): _fixed(name="钻模", search="q=钻模&kind=innovation"),
    ("search.saved_search", "*"): _kept("search", "search_id"),
    ("search.rename_search", "*"): _kept("search", "search_id", name="改过的名称"),
    ("search.change_search", "*"): _kept("search", "search_id"),
    ("search.note_search", "*"): _fixed(q="没有人搜过的词", what="search"),
    ("search.draft_request", "*"): _fixed(title="薄壁套变形", text="车床加工"),
    ("search.help_request", "*"): _kept("request", "request_id"),
    ("search.edit_request", "*"): _kept("request", "request_id", title="改过的问题"),
    ("search.delete_request", "*"): _kept("request", "request_id"),
    ("search.words", "*"): _value(kind="synonyms"),
    ("search.rule", "*"): _lexicon_rule,
    ("search.add_rule", "*"): _fixed(kind="synonyms", effect="add", text="磨头 = 砂轮头"),
    ("search.edit_rule", "*"): _kept("rule", "rule_id", kind="synonyms", effect="add", text="快换 = 快速更换"),
    ("search.remove_rule", "*"): _kept("rule", "rule_id"),
    ("search.undo_change", "*"): _kept("rule_change", "entry_id"),
    ("search.export_rules", "*"): _value(kind="synonyms"),
    ("search.suggest", "*"): _query(q="钻模"),
    ("search.completions", "*"): _query(q="钻模"),
    ("exchange.search", "*"): _query(q="钻模"),
    ("exchange.document", "*"): _number,
    ("exchange.person", "*"): _entry("person"),
    ("exchange.studio", "*"): _entry("studio"),
    ("exchange.organisation", "*"): _entry("organisation"),
    ("documents.read", "*"): _number,
    ("documents.version", "*"): _version,
    ("documents.qr", "*"): _number,
    ("documents.bibtex", "*"): _number,
    ("documents.favourite", "*"): _with(mark="on"),
    ("documents.opened", "*"): _number,
    ("documents.create_now", "*"): _begin,
    ("documents.edit", "*"): _number,
    ("documents.save", "*"): _with(title="改过的名称"),
    ("documents.typing", "*"): _with(do="keep", title="正在写的名称"),
    ("documents.preview", "*"): _with(section="method", text="**文字**"),
    ("documents.add_picture", "*"): _upload,
    ("documents.discard_draft", "*"): _with(),
    ("documents.revive_draft", "*"): _revive,
    ("documents.recall", "*"): _with(),
    ("documents.start", "*"): _with(),
    ("documents.attach", "*"): _upload,
    ("documents.change_file", "*"): _change_file,
    ("documents.clean_file", "*"): _clean_file,
    ("documents.history", "*"): _number,
    ("documents.disclosure", "*"): _number,
    ("documents.declare", "*"): _declare,
    ("documents.certificate", "*"): _version,
    ("documents.verify_evidence", "*"): _seal,
    ("documents.evidence_code", "*"): _seal,
    ("documents.ask_opening", "*"): _with(target="nothing", opening_reason="评估后决定不申请专利。"),
    ("documents.answer_opening", "*"): _answer_opening,
    ("documents.propose", "*"): _propose_summary,
    ("documents.answer_summary", "*"): _answer_summary,
    ("documents.compare", "*"): _compare,
    ("documents.withdraw", "GET"): _number,
    ("documents.withdraw_now", "*"): _with(True, reason="数据有误", confirm="1"),
    ("documents.narrow", "*"): _with(True, visibility="studio"),
    ("documents.review", "*"): _number,
    ("documents.judge", "*"): _judge,
    ("documents.assign", "*"): _with(to="me"),
    ("documents.verify", "*"): _number,
    ("documents.verify_now", "*"): _with(True, result="correct"),
    ("documents.halt", "*"): _number,
    ("documents.halt_now", "*"): _with(True, reason="夹具会松脱", confirm="1"),
    ("documents.lift", "*"): _with(True, reason="已换夹具"),
    ("documents.set_rules", "*"): _rule,
    ("documents.answer_note", "*"): _answer,
    ("documents.attachment", "*"): _file("pdf"),
    ("documents.view_attachment", "*"): _file("pdf"),
    ("documents.picture", "*"): _file("pdf"),
    ("documents.thumbnail", "*"): _file("pdf", width=320),
    ("documents.page_image", "*"): _file("pdf", page=1),
    ("documents.video", "*"): _file("mp4"),
    ("filings.overview", "*"): _number,
    ("filings.form", "*"): _form_of(),
    ("filings.print_view", "*"): _form_of(),
    ("filings.word", "*"): _form_of(),
    ("filings.answer", "*"): _form_of(revision="0", contact_phone="0731-1234567"),
    ("filings.file_now", "*"): _form_of(recipient="市总工会", filed_on="2026-01-05"),
    ("filings.filed_word", "*"): _filed,
    ("filings.decide", "*"): _filed,
    ("filings.add_form", "*"): _official,
    ("filings.edit_form", "*"): _value_of_state("key"),
    ("filings.change_form", "*"): _official,
    ("filings.template", "*"): _value_of_state("key"),
    ("filings.retire", "*"): _retire,
    ("notices.read_one", "*"): _notice,
    ("importing.begin", "*"): _bring_in,
    ("importing.batch", "*"): _brought,
    ("importing.progress", "*"): _brought,
    ("importing.item", "*"): _brought_item,
    ("importing.picture", "*"): _brought_picture,
    ("importing.problems", "*"): _brought,
    ("importing.decide", "*"): _brought_item,
    ("importing.make", "*"): _brought,
    ("importing.undo", "*"): _brought,
    ("importing.drop", "*"): _brought,
    ("notices.save_settings", "*"): _mail,
    ("notices.read_all", "*"): _fixed(up_to="999999"),
    ("documents.patents", "*"): _number,
    ("documents.link_patent_now", "*"): _linked(relation="cites"),
    ("documents.unlink_patent_now", "*"): _linked(),
    ("patents.patent", "*"): _patent(),
    ("patents.record_now", "*"): _new_patent,
    ("patents.edit", "*"): _patent(),
    ("patents.edit_now", "*"): _patent(title="改过的专利", type="invention", responsible="0"),
    ("patents.event", "*"): _patent(),
    ("patents.record_event_now", "*"): _patent(kind="transferred", on="2026-01-05", corrects="0"),
    ("patents.payment", "*"): _patent(),
    ("patents.record_payment_now", "*"): _patent(year="5", paid_on="2017-11-01", settles="y"),
    ("patents.cancel_payment_now", "*"): _payment,
    ("patents.certificate", "*"): _patent(),
    ("patents.keep_certificate", "*"): _patent(True),
    ("patents.remove", "*"): _patent(reason="登记有误"),
    ("patents.put_back", "*"): _patent(),
    ("patents.import_create", "*"): _sheet_rows,
    ("patents.batch", "*"): _batch,
    ("patents.undo_import", "*"): _batch,
    ("patents.calendar_feed", "*"): _calendar,
    ("patents.fee", "*"): _fee(),
    ("patents.add_fee_now", "*"): _fee(**NEW_FEE),
    ("patents.edit_fee_now", "*"): _fee(**NEW_FEE),
    ("patents.remove_fee_now", "*"): _fee(),
    ("accounts.account", "*"): _account(),
    ("accounts.edit", "GET"): _account(),
    ("accounts.edit", "POST"): _correct,
    ("accounts.disable", "*"): _account(),
    ("accounts.enable", "*"): _account(),
    ("accounts.approve", "*"): _account(),
    ("accounts.refuse", "*"): _account(),
    ("accounts.reset_password", "*"): _account(),
    ("accounts.grant", "*"): _grant,
    ("accounts.revoke", "*"): _revoke,
    ("accounts.add_member", "*"): _add_member,
    ("accounts.create", "POST"): _new_account,
    ("accounts.import_create", "*"): _import,
    ("accounts.import_passwords", "*"): _fixed(issued='[["新人", "quite-new", "口令"]]'),
    ("accounts.change_password", "POST"): _fixed(current=PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD),
    ("accounts.end_session", "*"): _session,
    ("accounts.sign_in_now", "*"): _sign_in,
    ("accounts.register", "POST"): _register,
    ("directory.person", "*"): _entry("person"),
    ("directory.studio", "*"): _entry("studio"),
    ("directory.organisation", "*"): _entry("organisation"),
    ("directory.portrait", "*"): _entry("person"),
    ("directory.edit_person_form", "*"): _entry("person"),
    ("directory.edit_person_now", "*"): _person,
    ("directory.edit_studio_form", "*"): _entry("studio"),
    ("directory.edit_studio_now", "*"): _studio,
    ("directory.edit_organisation_form", "*"): _entry("organisation"),
    ("directory.edit_organisation_now", "*"): _entry("organisation", description="新的介绍"),
    ("directory.upload_portrait", "*"): _entry("person", file=True),
    ("directory.remove_portrait", "*"): _entry("person"),
    ("directory.ledger", "*"): _entry("studio"),
    ("directory.add_record_now", "*"): _new_line,
    ("directory.change_record", "*"): _ledger_line,
    ("directory.set_thresholds_now", "*"): _fixed(
        **{
            "seen-results": "3",
            "seen-trainings": "2",
            "seen-promotions": "3",
            "results": "4",
            "trainings": "2",
            "promotions": "3",
        }
    ),
    ("directory.members", "*"): _entry("studio"),
    ("directory.add_member_now", "*"): _member("person_id", "person_free"),
    ("directory.leave_now", "*"): _member("member_id", "member"),
    ("directory.remove_member_now", "*"): _member("member_id", "member"),
    ("directory.add_person_now", "*"): _in_organisation("新来的人"),
    ("directory.add_studio_now", "*"): _in_organisation("新的工作室"),
    ("directory.add_organisation_now", "*"): _fixed(name="新的单位", confirmed="1"),
    ("directory.choose_other", "*"): _choose,
    ("directory.compare_entries", "*"): _merge,
    ("directory.merge_now", "*"): _merge,
    ("directory.vocabulary", "*"): _vocabulary(),
    ("directory.add_term_now", "*"): _vocabulary(key="quite_new_term", zh="新词条", en="New term"),
    ("directory.term", "*"): _term_page,
    ("directory.edit_term_now", "*"): _term(zh="改过的词条", en="Changed term"),
    ("directory.change_term", "*"): _term(),
}
