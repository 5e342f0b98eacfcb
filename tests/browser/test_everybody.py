"""Another language, another theme, no mouse, no script, a Chinese keyboard, paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.exhibits import NOTHING, Exhibits
from tests.browser.page_types import VISITOR, page_types
from tests.browser.people import PHONE, Device, Visit, followed, sign_in

# what people, things, files and searches are called stays as it is
NAMES = (
    *("演示", "欧阳淑敏", "深孔镗削减振刀杆", "没有这个人", "箱体钻模快换现场观摩会", "换型时间"),
    *("桥吊钢丝绳", "深孔镗削排屑", "减振刀杆", "钻模", "一份.md", "背景", "步骤", "附记"),
    *("一种排屑器", "刀杆预紧力在线监测方法", "箱体孔系找正样块", "一种钻模快换定位销"),
    *("鹿新弟", "洪家光", "王树军创新工作室", "卜伟伟", "陈灌生", "李晓钟", "姓名co-curator"),
    *("启金工作室", "江麓集团传动分厂", "顾健劳模创新工作室", "中航工业沈飞机加工厂", "鞍钢机修总厂"),
    *("中铁科工集团轨道交通装备有限公司", "刘洪强等劳模工匠领衔的创新工作室", "第4创新工作室", "市总工会"),
    *("匠心成果展", "装备与工装", "工艺与操作法", "第一展厅", "空着的展厅", "看点GJ-", "车间现场"),
    *("智能制造", "绿色低碳", "安全守护", "绝技传承", "群英谱", "工匠日活动", "三十年只做一件事"),
    *("14:00 出题 15:00 接题", "圆桌：一线难题怎样变成课题"),
)
LIBRARY = Path(__file__).parents[2] / "content" / "library"
TITLES = tuple(
    title
    for file in LIBRARY.rglob("*.md")
    for title in re.findall(r"^title: *[\"']?(.+?)[\"']?$", file.read_text(encoding="utf-8"), re.MULTILINE)
)
OF_THE_SITE = """() => {
  const own = 'nav, header, footer, button, label, legend, summary, th[scope=col], .field-help, .field-note, .tabs,'
    + '.breadcrumb, .facts dt, .empty, .section-head h2, .chip, .page-head-row > .muted, caption, .toc, .bottom-bar,'
    + '[role=status]';
  const content = '[lang=zh], [lang=zh-CN], .brand-name, .facet-option, .title-block, .prose, .card, .hero-hints, td,'
    + '.step, dd, .breadcrumb [aria-current], .breadcrumb li:last-child, .attachment, del, ins, option';
  const said = [];
  document.querySelectorAll(own).forEach((each) => {
    if (each.closest(content)) return;
    ['aria-label', 'placeholder', 'title'].forEach((name) => said.push(each.getAttribute(name) || ''));
    const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest(content)) said.push(walker.currentNode.data.trim());
    }
  });
  return Array.from(new Set(said)).filter((text) => /[\\u4e00-\\u9fff]/.test(text));
}"""
ROLES = sorted({each.role for each in page_types(NOTHING)})


@pytest.mark.parametrize("role", ROLES)
def test_in_english_the_site_speaks_no_chinese(visit: Visit, shown: Exhibits, role: str) -> None:
    page = visit.page(locale="en-GB") if role == VISITOR else visit.signed_in(role, locale="en-GB")
    chinese = {}
    for kind in page_types(shown):
        if kind.role != role or kind.name.startswith("styleguide"):
            continue
        page.goto(kind.address)
        said = [text for text in page.evaluate(OF_THE_SITE) if not any(name in text for name in (*NAMES, *TITLES))]
        if said:
            chinese[kind.name] = said
    assert chinese == {}


def test_language_and_theme_are_chosen_and_kept(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    page.goto("/search?q=%E9%92%BB%E6%A8%A1")
    followed(page.locator(".site-footer").get_by_role("link", name="English"))
    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("navigation", name="Main").or_(page.locator(".site-header"))).not_to_have_count(0)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    if device == PHONE:
        page.locator(".only-narrow > summary").click()
    else:
        page.locator("summary[aria-label]").click()
    followed(page.get_by_role("link", name="Dark").locator("visible=true"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    page.goto("/people")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def focused(page: Page) -> str:
    found: str = page.evaluate(
        "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
    )
    return found


def test_the_keyboard_alone_is_enough(visit: Visit, shown: Exhibits) -> None:
    page = visit.page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#home-search"), "the search comes first on the page").to_be_focused()
    page.keyboard.type("zuanmu")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search"))
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.keyboard.type("/")
    field = page.locator("#site-search")
    expect(field, "in a field a slash is a slash; what was there is selected").to_have_value("/")
    page.goto(f"/d/{shown.rich}")
    page.get_by_label("第 2 步已完成").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("第 2 步已完成")).to_be_checked()


def test_every_stop_of_the_tab_key_can_be_seen(visit: Visit) -> None:
    page = visit.page(reduced_motion="reduce")  # a page that is still scrolling hides what has the focus
    page.goto("/search?q=%E9%92%BB%E6%A8%A1")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                """() => { const it = document.activeElement; const box = it.getBoundingClientRect();
                const style = getComputedStyle(it);
                const seen = box.width > 0 && box.bottom > 0 && style.outlineStyle !== 'none';
                return it === document.body || seen ? '' : it.outerHTML.slice(0, 120) + box.bottom; }"""
            )
        )
    assert [each for each in stops if each] == []


def test_help_opens_keeps_the_focus_and_closes(visit: Visit) -> None:
    page = visit.page()
    page.goto("/people")
    page.locator("[data-keys-open]").focus()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="快捷键")
    expect(sheet).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    sheet.get_by_role("button", name="停用单键快捷键").click()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.locator("[data-keys-open]")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("[data-keys-open]")).to_be_focused()


def test_composing_chinese_never_triggers_a_key(visit: Visit) -> None:
    page = visit.page()
    page.goto("/people/1")
    page.locator("body").evaluate(
        "body => body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true, isComposing: true}))"
    )
    assert focused(page) != "site-search"
    session = page.context.new_cdp_session(page)
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    session.send("Input.imeSetComposition", {"text": "zuan mu", "selectionStart": 7, "selectionEnd": 7})
    assert "/people/1" in page.url, "nothing is sent while characters are composed"
    session.send("Input.insertText", {"text": "钻模"})
    expect(page.locator("#site-search")).to_have_value("钻模")


def test_without_a_script(visit: Visit, device: Device, shown: Exhibits) -> None:
    page = visit.page(device, java_script_enabled=False)
    page.goto("/")
    page.locator("#home-search").fill("钻模")
    followed(page.locator("main form[role=search] button[type=submit]"))
    if device == PHONE:
        page.get_by_role("link", name="筛选", exact=True).click()
    followed(page.locator(".facet-option", has_text="创新成果").first)
    followed(page.locator(".result-list .card-title a").first)
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.goto(f"/d/{shown.rich}")
    followed(page.get_by_role("link", name="逐步操作").first)
    expect(page.get_by_text("找正工件")).to_be_visible()
    followed(page.get_by_role("link", name="下一步"))
    expect(page.get_by_text("停机挂牌后才能伸手")).to_be_visible()

    sign_in(page, visit.served.accounts["member"])
    page.goto("/new")
    page.get_by_role("radio", name="创新成果").check()
    page.get_by_label("名称").fill(f"无脚本写的草稿 {device}")
    followed(page.get_by_role("button", name="开始编写"))
    page.get_by_label("简介").first.fill("没有脚本也能写。")
    page.locator("[name='steps-0-action']").fill("第一步")
    followed(page.locator("[name='steps-add']"))
    expect(page.locator("[name='steps-1-action']")).to_have_count(1)
    followed(page.get_by_role("button", name="保存草稿").last)
    expect(page.get_by_label("简介").first).to_have_value("没有脚本也能写。")
    expect(page.locator("[name='steps-0-action']")).to_have_value("第一步")


def test_paper_has_the_text_and_nothing_to_press(visit: Visit, shown: Exhibits) -> None:
    page = visit.page()
    page.goto(f"/d/{shown.rich}")
    page.emulate_media(media="print")
    for gone in (".site-header", ".site-footer", ".button", ".bottom-bar", ".breadcrumb"):
        for each in page.locator(gone).all():
            expect(each).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".step").last).to_be_visible()
    assert len(page.pdf(format="A4")) > 10_000
