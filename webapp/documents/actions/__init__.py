"""What can be done to documents: each action checks policy and workflow, changes, and writes one journal row.

Every action takes ``(session, actor, thing, command)`` inside a writing session. The thing is a document's number, or
a :class:`VersionKey` where one version is meant. Refusals: NotFound where the actor may not know of the thing,
NotAllowed where they may not do this with it, Conflict('stale' | 'state' | 'withdrawn' | 'open'), Invalid with faults.
"""

from __future__ import annotations

from webapp.documents.actions.assigning import assign
from webapp.documents.actions.commands import (
    AddRemark,
    CreateDocument,
    Declare,
    Halt,
    Lift,
    NarrowVisibility,
    Publish,
    Recall,
    ReturnVersion,
    SaveDraft,
    SetRule,
    Standing,
    StartVersion,
    Submit,
    Verify,
    VersionKey,
    Withdraw,
)
from webapp.documents.actions.declaring import declare
from webapp.documents.actions.discussing import add_remark, answer, settle
from webapp.documents.actions.keeping import halt, lift, set_rule, verify
from webapp.documents.actions.opening import (
    AnswerOpening,
    AskOpening,
    approve_opening,
    ask_opening,
    cancel_opening,
    confirm_opening,
)
from webapp.documents.actions.publishing import narrow_visibility, publish, put_in_force, withdraw
from webapp.documents.actions.reviewing import recall, return_version, submit
from webapp.documents.actions.texts import add_document, put_text
from webapp.documents.actions.writing import create_document, save_draft, start_version

__all__ = [
    "AddRemark",
    "AnswerOpening",
    "AskOpening",
    "CreateDocument",
    "Declare",
    "Halt",
    "Lift",
    "NarrowVisibility",
    "Publish",
    "Recall",
    "ReturnVersion",
    "SaveDraft",
    "SetRule",
    "Standing",
    "StartVersion",
    "Submit",
    "Verify",
    "VersionKey",
    "Withdraw",
    "add_document",
    "add_remark",
    "answer",
    "approve_opening",
    "ask_opening",
    "assign",
    "cancel_opening",
    "confirm_opening",
    "create_document",
    "declare",
    "halt",
    "lift",
    "narrow_visibility",
    "publish",
    "put_in_force",
    "put_text",
    "recall",
    "return_version",
    "save_draft",
    "set_rule",
    "settle",
    "start_version",
    "submit",
    "verify",
    "withdraw",
]
