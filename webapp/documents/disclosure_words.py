"""Words for declarations, in the language of the request."""

from __future__ import annotations

from collections.abc import Sequence

from babel.support import LazyProxy

from webapp.documents.disclosure import Disclosure, is_guarded
from webapp.documents.disclosure_models import SummaryState
from webapp.documents.models import Document, Version
from webapp.documents.queries.readers import Group, groups_reading
from webapp.web.i18n import _, lazy

DISCLOSURES: dict[str, LazyProxy] = {
    Disclosure.UNDECLARED: lazy("尚未声明"),
    Disclosure.TO_BE_FILED: lazy("拟申请专利，尚未申请"),
    Disclosure.SECRET: lazy("技术秘密，不公开"),
    Disclosure.FILED: lazy("已申请专利"),
    Disclosure.PUBLIC: lazy("内容已经公开过"),
    Disclosure.NOTHING: lazy("没有需要保护的内容"),
}
SHORT: dict[str, LazyProxy] = {
    Disclosure.UNDECLARED: lazy("未声明"),
    Disclosure.TO_BE_FILED: lazy("拟申请专利"),
    Disclosure.SECRET: lazy("技术秘密"),
    Disclosure.FILED: lazy("已申请专利"),
    Disclosure.PUBLIC: lazy("已公开"),
    Disclosure.NOTHING: lazy("无需保护"),
}
HELPS: dict[str, LazyProxy] = {
    Disclosure.TO_BE_FILED: lazy(
        "打算申请专利但还没有递交。递交之前公开，专利就申请不下来了；系统会把它锁在本单位以内。"
    ),
    Disclosure.SECRET: lazy("靠保密获益的配方、参数、诀窍。系统会把它锁在本单位以内。"),
    Disclosure.FILED: lazy("专利局已经受理。请填写申请号和申请日，之后可以公开。"),
    Disclosure.PUBLIC: lazy("已在论文、报道、展会或产品上完整公开过。"),
    Disclosure.NOTHING: lazy("常规做法，没有新的技术内容，也不打算申请专利。"),
}

SUMMARY_STATES: dict[str, LazyProxy] = {
    SummaryState.DRAFT: lazy("已收回，外面看不到"),
    SummaryState.IN_REVIEW: lazy("等审核员接受，外面还看不到"),
    SummaryState.RETURNED: lazy("审核员已退回，外面看不到"),
    SummaryState.SHOWN: lazy("已接受；成果在本单位发布期间，打开编号的人都能看到"),
}
ROLES: dict[str, LazyProxy] = {
    "studio": lazy("工作室成员"),
    "organisation_manager": lazy("单位管理员"),
    "reviewer": lazy("审核员"),
}


def choices() -> list[tuple[str, str, str]]:
    """What can be declared, for a group of radio buttons."""
    return [(each.value, str(DISCLOSURES[each]), str(words)) for each, words in _helps()]


def rule_sentence(disclosure: str) -> str:
    """What follows from the declaration, in one sentence."""
    if disclosure == Disclosure.UNDECLARED:
        return _("还没有说明是否需要保护，先按“拟申请专利”对待：只有本单位以内的人能看到，声明之后才能提交审核。")
    if is_guarded(disclosure):
        return _("公开之前受保护：无论公开范围怎么设，本单位以外的人都看不到、搜不到、也下载不到。")
    return _("不受限制：公开范围由编写者提出，审核通过后生效。")


def _helps() -> list[tuple[Disclosure, LazyProxy]]:
    return [(Disclosure(key), words) for key, words in HELPS.items()]


def group_words(group: str, document: Document) -> str:
    """A group of readers in words."""
    studio = document.studio.name if document.studio is not None else ""
    words = {
        Group.EVERYBODY: _("所有人，不用登录"),
        Group.SIGNED_IN: _("所有登录的用户"),
        Group.ORGANISATION: _("%(name)s的所有人", name=document.organisation.name),
        Group.STUDIO: _("%(name)s的成员", name=studio),
        Group.MANAGERS: _("%(name)s的单位管理员", name=document.organisation.name),
        Group.REVIEWERS: _("审核员"),
    }
    return words[Group(group)]


def audience_of(document: Document, version: Version, published: Version | None) -> str:
    """Who can see the version, in one sentence; its document's organisation and studio must be loaded."""
    return words_of(groups_reading(document, version, published), document)


def words_of(groups: Sequence[Group], document: Document) -> str:
    """Groups of readers in one sentence."""
    return _("、").join(group_words(group, document) for group in groups)


def guarded_label(document: Document) -> str:
    """The declaration in short where it keeps the document inside its organisation, else ''."""
    return str(SHORT[document.disclosure]) if is_guarded(document.disclosure) else ""
