"""What people see when something is refused or fails: plain words, what to do, a reference; never a stack trace."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webapp.base.errors import Conflict, Gone, Invalid, NotAllowed, Refusal
from webapp.web.i18n import _

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """Title of an error page and what to do now."""

    title: str
    advice: str


def install(app: Flask) -> None:
    """Answer every refusal and failure with a page, or with JSON under /api/."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def words_for(status: int) -> Words:
    """The words for a status."""
    known = {
        400: Words(_("请求无法识别"), _("请返回上一页重试；地址若是手工输入的，请检查是否完整。")),
        403: Words(_("没有这样做的权限"), _("如需办理，请联系本单位管理员。")),
        404: Words(_("没有找到这个页面"), _("地址可能有误，或内容没有对您开放。可以试试搜索，或登录后再看。")),
        405: Words(_("不支持这种操作"), _("请返回上一页重试。")),
        409: Words(_("内容已被他人修改"), _("请刷新页面，看过最新内容后再继续。")),
        410: Words(_("此成果已撤回"), _("编号永久保留，内容不再提供。")),
        413: Words(_("提交的内容太大"), _("请压缩文件或分次提交；已填写的文字请先复制保存。")),
        422: Words(_("提交的内容有误"), _("请返回上一页，按提示改正后再提交。")),
        429: Words(_("操作过于频繁"), _("请稍候再试。")),
        503: Words(_("服务暂时不可用"), _("请过一会儿再试。")),
        507: Words(_("存储空间不足"), _("内容没有保存。请联系管理员清理磁盘后再试。")),
    }
    return known.get(status, Words(_("出错了"), _("不是您的问题。请稍后重试；若仍出错，请把编号告诉管理员。")))


def _page(status: int, words: Words, reference: str = "") -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        return jsonify({"error": {"status": status, "title": words.title, "reference": reference}}), status
    return (
        render_template(
            "errors/error.html", status=status, title=words.title, advice=words.advice, reference=reference
        ),
        status,
    )


def _refused(refusal: Refusal) -> ResponseReturnValue:
    words = words_for(refusal.status)
    if isinstance(refusal, NotAllowed):
        words = Words(words.title, _reason(refusal.reason) or words.advice)
    if isinstance(refusal, Conflict):
        words = _conflicts().get(refusal.reason, words)
    if isinstance(refusal, Invalid):
        log.info("refused: %s", refusal)
    if isinstance(refusal, Gone):
        return _page(410, words)
    return _page(refusal.status, words)


def _conflicts() -> dict[str, Words]:
    return {
        "state": Words(_("状态已经变化"), _("别人可能刚刚处理过。请刷新页面查看现在的状态。")),
        "approved": Words(_("您已经通过了这一版"), _("还要另一位审核员通过后才会发布。")),
        "halted": Words(_("这项成果已经召回"), _("别人可能刚刚处理过。请刷新页面查看现在的状态。")),
        "not_halted": Words(_("这项成果没有召回"), _("别人可能刚刚处理过。请刷新页面查看现在的状态。")),
    }


def _reason(code: str) -> str:
    return {
        "own_text": _("不能审核自己参与的成果，请由其他审核员处理。"),
    }.get(code, "")


def _forged(_error: CSRFError) -> ResponseReturnValue:
    words = Words(_("页面已过期"), _("请刷新页面后重新提交；长文请先复制一份。"))
    return _page(400, words)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    return _page(error.code or 500, words_for(error.code or 500))


def _failed(error: Exception) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    log.exception("failure %s at %s", reference, request.path, exc_info=error)
    return _page(500, words_for(500), reference)
