"""Days of patents as a calendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from webapp.patents.queries.dates import DayKind, PatentDay
from webapp.web.i18n import _

ALARMS = {DayKind.FEE: (30, 7), DayKind.GRACE_END: (30, 7), DayKind.RESTORATION_END: (14, 3), DayKind.TERM_END: (90,)}


def calendar_file(days: Iterable[PatentDay], name: str, address: str, stamp: datetime) -> bytes:
    """The file. ``address`` leads to a patent with its id put in; ``stamp`` is when it was made, in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//craftsman results archive//patents//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for day in days:
        calendar.add_component(_event(day, address, stamp))
    return bytes(calendar.to_ical())


def _event(day: PatentDay, address: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"patent-{day.patent_id}-{day.kind}-{day.year or day.on.isoformat()}@patents")
    event.add("dtstamp", stamp)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", _summary(day))
    event.add("description", _description(day))
    event.add("url", address.format(day.patent_id))
    for before in ALARMS[day.kind]:
        event.add_component(_alarm(before, _summary(day)))
    return event


def _alarm(before: int, text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", timedelta(days=-before, hours=9))
    return alarm


def _summary(day: PatentDay) -> str:
    words = {
        DayKind.FEE: _("缴第 %(year)d 年度专利年费：%(title)s", year=day.year, title=day.title),
        DayKind.GRACE_END: _("专利年费宽限期最后一天：%(title)s", title=day.title),
        DayKind.RESTORATION_END: _("请求恢复专利权最后一天：%(title)s", title=day.title),
        DayKind.TERM_END: _("专利期限届满：%(title)s", title=day.title),
    }
    return words[day.kind]


def _description(day: PatentDay) -> str:
    words = {
        DayKind.FEE: _("应缴日当天还能缴，之后六个月为宽限期，第二个月起加收滞纳金。"),
        DayKind.GRACE_END: _("过了这一天仍未缴足年费和滞纳金，专利权自应缴日起终止。"),
        DayKind.RESTORATION_END: _("自终止通知起两个月内可以请求恢复，须补缴年费、滞纳金和恢复费。"),
        DayKind.TERM_END: _("从这一天起专利权终止。"),
    }
    lines = [words[day.kind], _("遇法定休假日顺延到下一个工作日，以专利局公布为准。")]
    return "\n".join([day.number, *lines] if day.number else lines)
