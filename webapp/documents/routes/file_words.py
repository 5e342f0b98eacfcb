"""Why a file was refused, in plain words with what to do now."""

from __future__ import annotations

from webapp.base.errors import Conflict, Invalid, Refusal
from webapp.base.files.refusals import FileRefused, Reason
from webapp.documents.routes.file_entries import size_words
from webapp.web.i18n import _


def refusal_words(refusal: Refusal) -> str:
    """One sentence for anything that can happen to an upload."""
    if isinstance(refusal, FileRefused):
        return reason_words(refusal.reason, refusal.detail)
    if isinstance(refusal, Conflict):
        return _("这一版现在不能修改（可能正在审核），附件没有保存。")
    if isinstance(refusal, Invalid) and refusal.faults[0].code == "not_a_picture":
        return _("这里只收图片（JPG、PNG、WebP、GIF）；其他文件请在页面下方的“附件”里上传。")
    if isinstance(refusal, Invalid):
        return _("附件太多：一个版本最多 %(limit)s 个。", limit=dict(refusal.faults[0].figures or {}).get("limit", ""))
    return _("没有保存，请重试。")


def reason_words(reason: Reason, detail: str = "") -> str:
    """The sentence for a reason; ``detail`` names the type found or the limit in bytes."""
    if reason == Reason.TOO_LARGE:
        limit = size_words(int(detail)) if detail.isdigit() else "—"
        return _("文件太大，最大 %(limit)s。请压缩后再传。", limit=limit)
    if reason == Reason.WRONG_EXTENSION:
        return _("文件内容与扩展名不符：内容是 .%(found)s 格式，请改正扩展名后再传。", found=detail)
    if reason == Reason.UNKNOWN_TYPE and detail:
        return _("不收 %(found)s 格式的文件。%(advice)s", found=detail.upper(), advice=_advice(detail))
    return _words()[reason]


def _advice(found: str) -> str:
    if found in ("heic", "avif", "tiff", "bmp"):
        return _("请另存为 JPG 或 PNG 后再传。")
    if found == "mov":
        return _("请转成 MP4 后再传。")
    if found == "rtf":
        return _("请另存为 Word（.docx）后再传。")
    if found in ("rar", "7z"):
        return _("请解压后逐个上传。")
    return _("可上传 PDF、Word、Excel、PowerPoint、图片、DWG/DXF/STEP 图纸和 MP4 视频。")


def _words() -> dict[Reason, str]:
    return {
        Reason.EMPTY: _("文件是空的，请检查后重新选择。"),
        Reason.UNKNOWN_TYPE: _(
            "认不出这个文件的格式。可上传 PDF、Word、Excel、PowerPoint、图片、DWG/DXF/STEP 图纸和 MP4 视频。"
        ),
        Reason.ACTIVE_CONTENT: _("文件里夹带了脚本或网页代码，为安全起见不能上传。请另存为干净的文件再传。"),
        Reason.TRAILING_DATA: _("文件末尾夹带了别的数据，为安全起见不能上传。请用看图软件另存一次再传。"),
        Reason.MACROS: _("文件含有宏，为安全起见不能上传。请另存为不带宏的格式（.docx、.xlsx、.pptx）再传。"),
        Reason.ENCRYPTED: _("文件加了密码，别人打不开。请去掉密码后再传。"),
        Reason.DAMAGED: _("文件不完整或已损坏。请确认能正常打开，再重新上传。"),
        Reason.ARCHIVE_BOMB: _("文件展开后过大，为安全起见不能上传。请用办公软件另存一次再传。"),
        Reason.ARCHIVE_UNSAFE: _("文件内部结构不安全，不能上传。请用办公软件另存一次再传。"),
        Reason.UNSAFE_XML: _("文件内部结构不安全，不能上传。请用办公软件另存一次再传。"),
        Reason.TOO_MANY_PIXELS: _("图片尺寸太大，请缩小到 5000 万像素以内再传。"),
        Reason.NO_SPACE: _("服务器存储空间不足，文件没有保存。请联系管理员。"),
        Reason.TOO_SLOW: _("处理这个文件用时过长，已停止。"),
        Reason.TOO_MUCH_MEMORY: _("处理这个文件占用内存过多，已停止。"),
        Reason.UNSUPPORTED: _("这种格式不能在线预览，请下载后查看。"),
        Reason.CRASHED: _("这个文件无法处理，请下载后查看。"),
        Reason.LOST: _("文件在服务器上找不到了。请联系管理员，或请作者重新上传。"),
    }
