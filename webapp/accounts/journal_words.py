"""The journal in words: actions, things and fields of every part, and what stood there before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from webapp.accounts.words import ROLES, STATES
from webapp.base.actor import Role
from webapp.base.journal import JournalEntry
from webapp.web.i18n import _, lazy

ACTIONS = {
    "accounts.sign_in": lazy("登录"),
    "accounts.sign_in_refused": lazy("登录失败"),
    "accounts.sign_out": lazy("退出登录"),
    "accounts.end_session": lazy("退出一处登录"),
    "accounts.end_other_sessions": lazy("退出其他登录"),
    "accounts.change_password": lazy("修改密码"),
    "accounts.reset_password": lazy("重置密码"),
    "accounts.create": lazy("新建账号"),
    "accounts.import": lazy("导入账号"),
    "accounts.correct": lazy("修改账号资料"),
    "accounts.disable": lazy("停用账号"),
    "accounts.enable": lazy("恢复账号"),
    "accounts.grant": lazy("给予权限"),
    "accounts.revoke": lazy("取消权限"),
    "accounts.register": lazy("申请注册"),
    "accounts.approve": lazy("批准注册"),
    "accounts.refuse": lazy("拒绝注册"),
    "accounts.first_administrator": lazy("设立首位管理员"),
    "adoptions.add_evidence": lazy("添加应用证明材料"),
    "adoptions.certify": lazy("开具应用证明"),
    "adoptions.confirm": lazy("确认应用记录"),
    "adoptions.dispute": lazy("对应用记录提出异议"),
    "adoptions.edit": lazy("修改应用记录"),
    "adoptions.end": lazy("登记应用结束"),
    "adoptions.follow_reports": lazy("登记公开报道中的应用"),
    "adoptions.make_link": lazy("生成应用确认链接"),
    "adoptions.record": lazy("登记应用"),
    "adoptions.remove_evidence": lazy("移除应用证明材料"),
    "adoptions.revoke_link": lazy("作废应用确认链接"),
    "adoptions.withdraw": lazy("撤销应用记录"),
    "demonstrations.announce": lazy("发布观摩会"),
    "demonstrations.attend": lazy("登记观摩会签到"),
    "demonstrations.cancel": lazy("取消观摩会"),
    "demonstrations.edit": lazy("修改观摩会"),
    "demonstrations.leave": lazy("取消观摩报名"),
    "demonstrations.sign_up": lazy("报名观摩会"),
    "demonstrations.unattend": lazy("撤销观摩会签到"),
    "exhibitions.add_curator": lazy("增加展览策展人"),
    "exhibitions.add_hall": lazy("增加展厅"),
    "exhibitions.add_items": lazy("加入展品"),
    "exhibitions.add_picture": lazy("上传展览图片或视频"),
    "exhibitions.archive": lazy("归档展览"),
    "exhibitions.close": lazy("闭展"),
    "exhibitions.create": lazy("新建展览"),
    "exhibitions.edit": lazy("修改展览"),
    "exhibitions.edit_hall": lazy("修改展厅"),
    "exhibitions.edit_item": lazy("修改展品"),
    "exhibitions.edit_picture": lazy("修改展览图片说明"),
    "exhibitions.leave_intent": lazy("观众留下意向"),
    "exhibitions.move_hall": lazy("移动展厅"),
    "exhibitions.move_item": lazy("移动展品"),
    "exhibitions.not_opened": lazy("到时没有开展"),
    "exhibitions.open": lazy("开展"),
    "exhibitions.pin_version": lazy("展品换用新版本"),
    "exhibitions.remove_curator": lazy("移除展览策展人"),
    "exhibitions.remove_hall": lazy("移除展厅"),
    "exhibitions.remove_item": lazy("移除展品"),
    "exhibitions.remove_picture": lazy("移除展览图片或视频"),
    "exhibitions.reopen": lazy("重新开展"),
    "exhibitions.return": lazy("退回展览"),
    "exhibitions.set_cover": lazy("更换展览封面"),
    "exhibitions.submit": lazy("展览提交审核"),
    "exhibitions.undo": lazy("撤销布展改动"),
    "exhibitions.update": lazy("更新展出内容"),
    "exhibitions.withdraw_intent": lazy("观众撤回意向"),
    "exhibitions.write_entry": lazy("观众在留言簿留言"),
    "directory.add_member": lazy("添加工作室成员"),
    "directory.add_organisation": lazy("新增单位"),
    "directory.add_person": lazy("新增工匠"),
    "directory.add_record": lazy("记入工作室台账"),
    "directory.add_studio": lazy("新增工作室"),
    "directory.add_term": lazy("新增词条"),
    "directory.edit_organisation": lazy("修改单位"),
    "directory.edit_person": lazy("修改工匠资料"),
    "directory.edit_studio": lazy("修改工作室"),
    "directory.edit_term": lazy("修改词条"),
    "directory.leave_studio": lazy("登记成员离开工作室"),
    "directory.load_entries": lazy("载入名录"),
    "directory.load_terms": lazy("载入词表"),
    "directory.merge_organisation": lazy("合并重复的单位"),
    "directory.merge_person": lazy("合并重复的工匠"),
    "directory.merge_studio": lazy("合并重复的工作室"),
    "directory.move_term": lazy("调整词条顺序"),
    "directory.remove_record": lazy("删除台账记录"),
    "directory.restore_record": lazy("恢复台账记录"),
    "directory.set_thresholds": lazy("设定工作室自查标准"),
    "directory.remove_member": lazy("移除工作室成员"),
    "directory.restore_term": lazy("恢复词条"),
    "directory.retire_term": lazy("停用词条"),
    "directory.set_portrait": lazy("更换照片"),
    "documents.answer": lazy("回复审核意见"),
    "documents.approve": lazy("第一位审核员通过"),
    "documents.assign": lazy("确定由谁审核"),
    "documents.attach": lazy("添加附件"),
    "filings.answer": lazy("填写申报表"),
    "filings.decide": lazy("记录申报结果"),
    "filings.file": lazy("记录申报"),
    "filings.put_form": lazy("保存申报表格"),
    "filings.retire_form": lazy("停用或恢复申报表格"),
    "documents.change_attachment": lazy("修改附件说明或顺序"),
    "documents.clean_file": lazy("去除附件附带的信息并替换"),
    "documents.create": lazy("新建成果"),
    "documents.approve_opening": lazy("同意解除保护"),
    "documents.ask_opening": lazy("申请解除保护"),
    "documents.cancel_opening": lazy("取消解除保护"),
    "documents.propose_summary": lazy("送审公开简介"),
    "documents.accept_summary": lazy("接受公开简介"),
    "documents.take_back_summary": lazy("撤下公开简介"),
    "documents.declare": lazy("声明是否需要保护"),
    "documents.detach": lazy("移除附件"),
    "documents.discard": lazy("草稿放入回收站"),
    "documents.purge": lazy("回收站到期清除"),
    "documents.revive": lazy("从回收站恢复"),
    "documents.halt": lazy("召回成果"),
    "documents.lift": lazy("解除召回"),
    "documents.link_patent": lazy("关联专利"),
    "documents.load": lazy("载入成果"),
    "documents.narrow_visibility": lazy("收窄公开范围"),
    "documents.publish": lazy("审核通过并发布"),
    "documents.recall": lazy("撤回送审"),
    "documents.remark": lazy("审核时作批注"),
    "documents.restore": lazy("恢复旧版本为草稿"),
    "documents.return": lazy("退回修改"),
    "documents.save": lazy("保存草稿"),
    "documents.set_rule": lazy("设置审核与核对要求"),
    "documents.settle": lazy("审核意见标为已处理或重新打开"),
    "documents.start_version": lazy("开始新版本"),
    "documents.submit": lazy("提交审核"),
    "documents.verify": lazy("核对成果是否仍然正确"),
    "documents.unlink_patent": lazy("取消关联专利"),
    "documents.withdraw": lazy("撤下已发布的成果"),
    "search.add_rule": lazy("新增词库规则"),
    "search.delete": lazy("删除保存的搜索"),
    "search.delete_request": lazy("删除求助草稿"),
    "search.draft_request": lazy("写求助草稿"),
    "search.edit_request": lazy("修改求助草稿"),
    "search.edit_rule": lazy("修改词库规则"),
    "search.pause": lazy("暂停搜索提醒"),
    "search.remove_rule": lazy("停用词库规则"),
    "search.rename": lazy("修改搜索名称"),
    "search.resume": lazy("恢复搜索提醒"),
    "search.save": lazy("保存搜索"),
    "search.undo_rule": lazy("撤销词库修改"),
    "exhibitions.make": lazy("制作展览文件"),
    "exhibitions.take_made": lazy("下载展览文件"),
    "exhibitions.remove_made": lazy("删除展览文件"),
    "importing.begin": lazy("开始导入"),
    "importing.decide": lazy("调整导入内容"),
    "importing.drop": lazy("放弃导入"),
    "importing.make": lazy("导入为草稿"),
    "importing.undo": lazy("撤销导入"),
    "patents.add_fee": lazy("新增年费标准"),
    "patents.cancel_payment": lazy("冲销专利缴费"),
    "patents.edit": lazy("修改专利"),
    "patents.edit_fee": lazy("修改年费标准"),
    "patents.end_calendar": lazy("停止日历订阅"),
    "patents.import": lazy("导入专利"),
    "patents.load_reported": lazy("载入报道中的专利"),
    "patents.note_expiry": lazy("专利期限届满"),
    "patents.put_back": lazy("放回专利"),
    "patents.record": lazy("登记专利"),
    "patents.record_event": lazy("记录专利事件"),
    "patents.record_payment": lazy("登记专利缴费"),
    "patents.remove": lazy("移除专利"),
    "patents.remove_certificate": lazy("移除专利证书"),
    "patents.remove_fee": lazy("删除年费标准"),
    "patents.renew_calendar": lazy("更换日历订阅地址"),
    "patents.set_certificate": lazy("保存专利证书"),
    "patents.undo_import": lazy("撤销导入专利"),
}
KINDS = {
    "account": lazy("账号"),
    "adoption": lazy("应用记录"),
    "demonstration": lazy("观摩会"),
    "document": lazy("成果"),
    "exhibition": lazy("展览"),
    "official_form": lazy("申报表格"),
    "kind": lazy("成果类别"),
    "import": lazy("导入"),
    "exhibition_made": lazy("展览文件"),
    "fee_amount": lazy("年费标准"),
    "organisation": lazy("单位"),
    "patent": lazy("专利"),
    "patent_batch": lazy("专利导入"),
    "person": lazy("工匠"),
    "studio": lazy("工作室"),
    "term": lazy("词条"),
    "vocabulary": lazy("词表"),
    "directory": lazy("名录"),
    "help_request": lazy("求助草稿"),
    "lexicon_rule": lazy("词库规则"),
    "saved_search": lazy("保存的搜索"),
}
FIELDS = {
    "username": lazy("用户名"),
    "name": lazy("姓名或名称"),
    "email": lazy("邮箱"),
    "organisation_id": lazy("单位编号"),
    "person_id": lazy("工匠编号"),
    "studio_id": lazy("工作室编号"),
    "state": lazy("状态"),
    "right": lazy("权限"),
    "rights": lazy("权限"),
    "role": lazy("权限"),
    "reason": lazy("原因"),
    "count": lazy("数量"),
    "ordinal": lazy("版本"),
    "visibility": lazy("公开范围"),
    "title": lazy("题名"),
    "hash": lazy("内容校验值"),
    "file": lazy("附件"),
    "files": lazy("附件"),
    "member": lazy("成员"),
    "members": lazy("成员"),
    "terms": lazy("词条"),
    "added": lazy("新增"),
    "place": lazy("位置"),
    "settled": lazy("已处理"),
    "verified": lazy("最近核对"),
    "correct": lazy("仍然正确"),
    "note": lazy("说明"),
    "needs_second": lazy("要两位审核员"),
    "verify_months": lazy("几个月核对一次"),
    "zh": lazy("中文名称"),
    "en": lazy("英文名称"),
    "parent": lazy("上级"),
    "aliases": lazy("别名"),
    "region": lazy("地区"),
    "industry": lazy("产业链"),
    "trade": lazy("工种"),
    "level": lazy("级别"),
    "description": lazy("简介"),
    "accounts": lazy("账号"),
    "effect": lazy("作用"),
    "text": lazy("内容"),
    "into": lazy("并入"),
    "counted": lazy("计入统计的修订"),
    "ended": lazy("结束年月"),
    "kind": lazy("类型"),
    "language": lazy("语言"),
    "number": lazy("编号"),
    "sha256": lazy("内容校验值"),
    "side": lazy("一方"),
    "size": lazy("字节数"),
    "started": lazy("开始年月"),
    "account_id": lazy("账号编号"),
    "audience": lazy("面向"),
    "booth": lazy("展位号"),
    "call_text": lazy("征集启事"),
    "call_until": lazy("征集截止"),
    "caption": lazy("看点"),
    "change": lazy("改动"),
    "closes_at": lazy("自动闭展时间"),
    "demonstrations": lazy("现场演示时间"),
    "ends_on": lazy("结束日期"),
    "hall": lazy("展厅"),
    "has_guest_book": lazy("观众留言簿"),
    "introduction": lazy("前言"),
    "item": lazy("展品"),
    "item_count": lazy("展品数"),
    "items": lazy("展品"),
    "kiosk_seconds": lazy("大屏闲置秒数"),
    "opening_hours": lazy("开放时间"),
    "opens_at": lazy("自动开展时间"),
    "organisers": lazy("主办单位"),
    "picture": lazy("图片"),
    "pictures": lazy("图片"),
    "position": lazy("次序"),
    "snapshot": lazy("展出内容第几次更新"),
    "starts_on": lazy("开始日期"),
    "theme": lazy("主题"),
    "video_key": lazy("视频"),
}
VALUES: dict[str, dict[str, Any]] = {
    "state": {
        **{str(state): text for state, text in STATES.items()},
        "draft": lazy("草稿"),
        "in_review": lazy("审核中"),
        "returned": lazy("已退回"),
        "published": lazy("已发布"),
        "superseded": lazy("已被新版取代"),
        "withdrawn": lazy("已撤下"),
        "reported": lazy("公开报道"),
        "proposed": lazy("待确认"),
        "confirmed": lazy("双方确认"),
        "disputed": lazy("有异议"),
        "ended": lazy("已停用"),
        "preparation": lazy("筹备中"),
        "review": lazy("待审看"),
        "open": lazy("展出中"),
        "closed": lazy("已闭展"),
        "archived": lazy("已归档"),
    },
    "audience": {"public": lazy("所有人"), "members": lazy("登录用户")},
    "side": {"adopter": lazy("应用方"), "owner": lazy("完成方")},
    "visibility": {
        "public": lazy("所有人"),
        "members": lazy("登录用户"),
        "organisation": lazy("本单位"),
        "studio": lazy("本工作室"),
    },
    "reason": {"wrong": lazy("用户名或密码不对")},
}


def action_words(action: str) -> str:
    """What was done; the code itself where it has no words yet."""
    return str(ACTIONS.get(action, action))


def kind_words(kind: str) -> str:
    """The kind of thing it was done to."""
    return str(KINDS.get(kind, kind))


def changes(entry: JournalEntry) -> list[tuple[str, str, str]]:
    """Field, before and after of a row, in words."""
    before, after = entry.before or {}, entry.after or {}
    keys = list(dict.fromkeys([*before, *after]))
    return [(str(FIELDS.get(key, key)), _shown(before, key), _shown(after, key)) for key in keys]


def changes_text(entry: JournalEntry) -> str:
    """The same in one cell of a sheet."""
    return "\n".join(_lines(entry))


def _lines(entry: JournalEntry) -> Iterator[str]:
    for field, before, after in changes(entry):
        yield f"{field}: {before} → {after}" if before else f"{field}: {after}"


def _shown(values: Mapping[str, Any], key: str) -> str:
    if key not in values:
        return ""
    known: Mapping[Any, Any] = VALUES.get(key, {})
    value = values[key]
    return str(known[value]) if isinstance(value, str) and value in known else _value(value)


def _value(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(_value(one) for one in value) or "—"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    role, _colon, place = str(value).partition(": ")
    if role in set(Role):
        return f"{ROLES[Role(role)]}（{place}）" if place else str(ROLES[Role(role)])
    return str(value)
