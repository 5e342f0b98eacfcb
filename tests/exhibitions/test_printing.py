"""Exhibitions on paper: texts that give way by rule, sheets nothing leaves, codes that lead to the items."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browse import Browser
from tests.exhibitions.codes import codes_of
from tests.exhibitions.making import Curating
from tests.exhibitions.sheets import ADDRESS, LATIN, LONG_CAPTION, LONG_TITLE, cutter, sheet_data
from tests.make import PASSWORD
from tests.running import until
from webapp.base.files.refusals import ExtractionFailed, NoSpace, Reason
from webapp.base.files.store import FileStore
from webapp.exhibitions.actions.making import request_made, take_made
from webapp.exhibitions.makers import CannotMake
from webapp.exhibitions.paper import press
from webapp.exhibitions.paper.breaking import end_of, phrases_of, pieces_of
from webapp.exhibitions.paper.fitting import DoesNotFit, Lay, fit
from webapp.exhibitions.paper.indexes import indexes_of
from webapp.exhibitions.paper.levels import FITTED, Level, body_levels, line_levels, zones_of
from webapp.exhibitions.paper.pages import TEMPLATES, guessed, items_of
from webapp.exhibitions.paper.settling import SETTINGS, pages_taken, settle
from webapp.exhibitions.paper.texts import cut, first_sentences, joined, sentences, shorter
from webapp.exhibitions.routes import making as routes
from webapp.exhibitions.work import Making
from webapp.settings import HOME
from webapp.web.site import Site

TEXT = "先粗车。再精车，留量 0.3！“能行吗？”能行。"


def test_sentences_put_together_are_the_text() -> None:
    assert sentences(TEXT) == ["先粗车。", "再精车，留量 0.3！", "“能行吗？”", "能行。"]
    assert "".join(sentences(LONG_CAPTION)) == LONG_CAPTION
    assert sentences("") == []


def test_whole_sentences_fall_away_before_one_is_cut() -> None:
    forms = shorter(TEXT)
    assert forms[:3] == ["先粗车。再精车，留量 0.3！“能行吗？”", "先粗车。再精车，留量 0.3！", "先粗车。"]
    assert all(form.endswith("…") for form in forms[3:])
    assert sorted(map(len, forms), reverse=True) == list(map(len, forms))


def test_a_cut_text_ends_with_an_ellipsis_and_no_loose_mark() -> None:
    assert cut("先粗车，再精车", 5) == "先粗车…"
    assert cut("先粗车", 3) == "先粗车"
    assert first_sentences(TEXT, 14) == "先粗车。"
    assert joined(["粗车", "精车。", "收尾"]) == "粗车；精车。收尾"


def test_what_is_left_of_a_text_ends_as_a_sentence() -> None:
    assert first_sentences("先粗车；再精车；收尾。", 6) == "先粗车。"
    assert shorter("先粗车；再精车；收尾。")[:2] == ["先粗车；再精车。", "先粗车。"]


def test_words_of_a_title_stay_whole_and_no_character_is_left_alone() -> None:
    cut = cutter().cut
    for title, broken in (
        ("油井套管气回收与链条抽油机气压式加油包", "油井|套管|气回收|与|链条|抽油机|气压式|加油包"),
        ("“四阶段”训练与“五步骤”基本技能训练法", "“四阶段”|训练|与|“五步骤”|基本技能|训练法"),
        ("掘进机司机必修教材与6种快速截割进尺法", "掘进机|司机|必修|教材|与|6种|快速|截割|进尺法"),
    ):
        pieces = pieces_of(title, cut)
        assert "|".join(pieces) == broken
        assert "".join(pieces) == title
    assert phrases_of("匠心筑梦——职工创新成果展") == ["匠心筑梦——", "职工创新成果展"]


def test_a_run_of_latin_letters_is_one_piece() -> None:
    latin, words = "Multi_AxisMachining-CompensationSystem/V2", re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]")
    assert pieces_of(f"{latin} 补偿", words.findall)[0] == latin
    assert pieces_of("CO2+Ar混合气", lambda _title: ["CO2", "+", "Ar", "混合气"]) == ["CO2+Ar", "混合气"]


@pytest.mark.parametrize("text", ["勾缝工具把勾缝误差控制在0.3毫米。", "某供热企业金桥分公司管网所检修工段", LATIN])
def test_the_end_of_a_text_is_never_cut_out_of_a_number_or_a_word(text: str) -> None:
    head, tail = end_of(text)
    assert head + tail == text
    assert not tail or (len(tail) > 3 and not (head[-1] + tail[0]).isascii())


def test_the_figure_seen_from_afar_is_short_and_says_what_was_reached() -> None:
    from webapp.exhibitions.paper.items import _telling

    def figure(before: str, after: str, unit: str = "件") -> dict[str, str]:
        return {"before": before, "after": after, "unit": unit}

    long, after, change = figure("2019年4月开始编写", "2022年1月出版"), figure("", "60"), figure("3", "2")
    assert sorted([long, after, change], key=_telling) == [change, after, long]
    items = [item for hall in sheet_data("panels_a3", 60)["halls"] for item in hall["items"]]
    assert any(len(item["figures"]) < len(item["measures"]) for item in items)
    assert all(measure["after"] for item in items for measure in item["figures"])


def test_smaller_letters_come_before_fewer_words() -> None:
    levels = line_levels("title", LONG_TITLE, sizes=3)
    assert [level.size for level in levels[:3]] == [0, 1, 2]
    assert all(level.values["text"] == LONG_TITLE and not level.shortened for level in levels[:3])
    assert all(level.shortened == {"title"} and level.size == 2 for level in levels[3:])


def test_the_note_gives_way_before_the_points() -> None:
    item = {
        "points": ["甲。", "乙。"],
        "text": [],
        "summary": "",
        "caption": "",
        "note": ["看。", "再看。"],
        "sections": [],
        "pictures": [],
    }
    levels = body_levels(item)
    told = {"points": ["甲。", "乙。"], "text": "", "note": "看。再看。", "problem": "", "effect": ""}
    assert levels[0] == Level(told)
    gone = next(place for place, level in enumerate(levels) if "note" in level.left_out)
    assert all(level.values["points"] == ["甲。", "乙。"] for level in levels[: gone + 1])
    assert levels[-1].shortened == {"points"}
    assert len(levels[-1].values["points"]) == 1


@pytest.mark.parametrize("kind", TEMPLATES)
def test_the_print_view_has_every_text_in_full_and_longer_ones_in_smaller_letters(kind: str) -> None:
    data = sheet_data(kind, 20)
    zones = guessed(data)
    assert set(zones) == ({item["key"] for item in items_of(data)} if kind in FITTED else set())
    assert not any(level.shortened or level.left_out for levels in zones.values() for level in levels.values())
    if zones:
        titles = sorted((len(levels["title"].values["text"]), levels["title"].size) for levels in zones.values())
        assert [size for _length, size in titles] == sorted(size for _length, size in titles)
        assert titles[-1][1] > titles[0][1]


def test_indexes_are_in_the_order_of_their_sound() -> None:
    def item(key: str, *people: str) -> dict[str, object]:
        return {"key": key, "people": people, "organisations": [], "trade": ""}

    halls = [{"items": [item("a", "卜伟伟", "韩明明"), item("b", "艾国平", "卜伟伟")]}]
    assert indexes_of(halls)["by_person"] == [("艾国平", ["b"]), ("卜伟伟", ["a", "b"]), ("韩明明", ["a"])]


class Sheet:
    """A laid-out document in which what is longer than ten characters does not fit."""

    def __init__(self, too_large: set[str]) -> None:
        self.too_large = too_large


def _lay(calls: list[int], room: int) -> Lay:
    def lay(items, chosen):  # type: ignore[no-untyped-def]
        calls.append(len(items))
        return Sheet(
            {
                f"{item['key']}/{name}"
                for item in items
                for name, level in chosen[item["key"]].items()
                if len(str(level.values.get("text", ""))) > room
            }
        )

    return lay


def test_the_longest_form_that_fits_is_found_in_a_few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    from webapp.exhibitions.paper import fitting

    monkeypatch.setattr(fitting, "overflowing", lambda document: document.too_large)
    calls: list[int] = []
    items = [item for hall in sheet_data("labels", 10)["halls"] for item in hall["items"]]
    chosen = fit("labels", items, _lay(calls, 100))
    hostile = chosen[items[9]["key"]]["caption"]
    longer = [level for level in zones_of("labels", items[9])["caption"] if len(level.values["text"]) <= 100]
    assert hostile == longer[0]
    assert calls[0] == 10
    assert len(calls) < 9
    assert max(calls[1:]) < 10


def printed(tmp_path: Path, kind: str, count: int, language: str = "zh") -> tuple[Path, list[tuple[str, str, str]]]:
    """The PDF and the report of a show with hostile items."""
    files = FileStore(tmp_path / "files")
    pictures = [_picture(tmp_path, number) for number in range(2)]
    made = press.print_paper(sheet_data(kind, count, pictures, language), files, "x.pdf", lambda _done, _total: None)
    return made.path, list(made.report)


def _picture(folder: Path, number: int) -> dict[str, str]:
    path = folder / f"{number}.png"
    Image.new("RGBA", (900, 500), (90, 120, number * 90, 200)).save(path)
    return {"sha256": f"{number:064x}", "path": str(path), "alt": "装夹现场", "key": f"p{number}", "is_own": ""}


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, text=True).stdout


@pytest.mark.parametrize("kind", ["panels_a3", "labels", "cards"])
def test_hostile_texts_stay_on_the_sheet_and_every_code_leads_to_its_item(kind: str, tmp_path: Path) -> None:
    pdf, report = printed(tmp_path, kind, 20)
    expected = [f"{ADDRESS}/items/item{number:020d}" for number in range(1, 21)]
    assert sorted(codes_of(pdf, kind)) == expected
    shortened = {key for code, key, _name in report if code in ("shortened", "left_out")}
    assert shortened <= {f"item{number:020d}" for number in (7, 10, 14, 20)}
    if kind != "cards":
        assert {f"item{number:020d}" for number in (10, 20)} <= shortened


def test_the_catalogue_has_contents_indexes_bookmarks_and_codes(tmp_path: Path) -> None:
    pdf, _report = printed(tmp_path, "catalogue", 10)
    assert set(codes_of(pdf, "catalogue")) == {ADDRESS, *(f"{ADDRESS}/items/item{n:020d}" for n in range(1, 11))}
    text = text_of(pdf)
    for words in ("目录", "人名索引", "单位索引", "工种索引", "版本说明", "匠心之光"):
        assert words in text
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    titles = [mark.get_title() for mark in document.get_toc()]
    assert "匠心之光" in titles
    assert document.get_metadata_dict()["Title"].startswith("匠心智造")
    told = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Tagged: +yes", told)
    place = next(mark.get_dest().get_index() for mark in document.get_toc() if mark.get_title() == LONG_TITLE)
    contents = text.split("\f")[3]
    assert str(place + 1) in contents
    document.close()


def test_an_item_is_set_in_the_largest_letters_in_which_it_takes_the_fewest_pages() -> None:
    asked: list[tuple[str, list[str]]] = []
    taken = {"short": (1, 1, 1), "near": (2, 1, 1), "dense": (2, 2, 1), "long": (3, 3, 3), "longer": (4, 4, 3)}

    def lay(items: Sequence[Mapping[str, Any]], settings: Mapping[str, str]) -> Counter[str]:
        [setting] = set(settings.values())
        asked.append((setting, [item["key"] for item in items]))
        return Counter({item["key"]: taken[item["key"]][SETTINGS.index(setting)] for item in items})

    lengths = {"short": 100, "near": 520, "dense": 900, "long": 4000, "longer": 5000}
    items = [{"key": key, "length": length, "pictures": []} for key, length in lengths.items()]
    chosen = settle(items, lay, count=lambda document: document)
    assert chosen == {"short": "", "near": "is-dense", "dense": "is-tight", "long": "is-dense", "longer": "is-tight"}
    assert asked == [
        ("", ["near"]),
        ("is-dense", ["near", "dense", "long", "longer"]),
        ("is-tight", ["dense", "long", "longer"]),
    ]


def test_no_item_of_a_catalogue_leaves_its_foot_alone_on_a_second_page(tmp_path: Path) -> None:
    from webapp.exhibitions.paper.printing import Print

    data = sheet_data("catalogue", 1, [_picture(tmp_path, 0)])
    [item] = data["halls"][0]["items"]
    item |= {"title": "短", "caption": "看。", "summary": "", "sections": [], "points": [], "note": [], "measures": []}
    spilled = 0
    for lines in range(9, 14):
        item |= {"text": ["字" * 30] * lines, "length": 36 * lines}
        print_ = Print(data, tmp_path)
        spilled += pages_taken(print_.lay([item], {}))[item["key"]] > 1
        print_.settings = settle([item], print_.count_pages)
        assert pages_taken(print_.lay([item], {})) == {item["key"]: 1}
    assert spilled


def test_english_words_and_the_floor_list(tmp_path: Path) -> None:
    pdf, _report = printed(tmp_path, "floor_list", 10, "en")
    text = text_of(pdf)
    assert "Booth" in text
    assert "A08" in text
    assert "布展" not in text


def test_what_cannot_fit_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = sheet_data("labels", 1)
    data["halls"][0]["items"][0] |= {"title": "字" * 60, "booth": "B"}
    files = FileStore(tmp_path / "files")
    assert press.print_paper(data, files, "x.pdf", lambda _done, _total: None).path.exists()
    data["halls"] = []
    with pytest.raises(CannotMake, match="empty"):
        press.print_paper(data, files, "x.pdf", lambda _done, _total: None)
    monkeypatch.setattr(press, "can_print", lambda: False)
    with pytest.raises(CannotMake, match="no_pango"):
        press.print_paper(sheet_data("labels", 1), files, "x.pdf", lambda _done, _total: None)
    assert issubclass(DoesNotFit, Exception)


def test_a_print_leaves_no_open_file_and_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files, opened = FileStore(tmp_path / "files"), Path("/proc/self/fd")
    press.print_paper(sheet_data("labels", 1), files, "x.pdf", lambda _done, _total: None)
    before = len(list(opened.iterdir()))
    press.print_paper(sheet_data("labels", 1), files, "x.pdf", lambda _done, _total: None)
    assert len(list(opened.iterdir())) <= before

    def broken(*_given: object, **_named: object) -> None:
        raise ExtractionFailed(Reason.CRASHED)

    monkeypatch.setattr(press, "ask_child", broken)
    with pytest.raises(ExtractionFailed):
        press.print_paper(sheet_data("labels", 1), files, "x.pdf", lambda _done, _total: None)
    files.reserve_bytes = 1 << 60
    with pytest.raises(NoSpace):
        press.print_paper(sheet_data("labels", 1), files, "x.pdf", lambda _done, _total: None)


def test_a_print_ends_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    """Who asked is killed; the print is an orphan then, and has to end by itself."""
    (tmp_path / "data.json").write_text(json.dumps(sheet_data("catalogue", 40)), "utf-8")
    asking = f"import subprocess, sys; subprocess.run([sys.executable, '-m', {press.MODULE!r}, 'print', sys.argv[1]])"
    with subprocess.Popen([sys.executable, "-c", asking, str(tmp_path)], stdout=subprocess.PIPE, cwd=HOME) as parent:
        until((tmp_path / "progress").exists)
        parent.kill()
        assert parent.stdout is not None
        parent.stdout.read()  # both hold it open: this is over when both have ended
    assert not (tmp_path / "made.pdf").exists()


def test_pictures_too_small_for_the_sheet_are_named(tmp_path: Path) -> None:
    pictures = [_picture(tmp_path, number) for number in range(2)]
    lying = tmp_path / "lying.jpg"
    turned = Image.Exif()
    turned[274] = 6
    Image.new("RGB", (400, 900)).save(lying, exif=turned)
    pictures[1]["path"] = str(lying)
    data = sheet_data("panels_a3", 2, pictures)
    for item, picture in zip(items_of(data), pictures, strict=True):
        item["pictures"][:] = [picture]  # both are 900 wide, seen upright
    files = FileStore(tmp_path / "files")
    assert press.print_paper(data, files, "x.pdf", lambda _done, _total: None).report == ()
    report = press.print_paper(data | {"kind": "panels_a1"}, files, "x.pdf", lambda _done, _total: None).report
    assert set(report) == {("small_picture", item["key"], "") for item in items_of(data)}


def test_nothing_is_fetched_but_what_was_given(tmp_path: Path) -> None:
    from webapp.exhibitions.paper.printing import _Given

    secret = tmp_path / "secret.png"
    Image.new("RGB", (4, 4)).save(secret)
    fetcher = _Given(sheet_data("labels", 3, [_picture(tmp_path, 0)]), 100)
    assert fetcher.fetch(f"picture:{0:064x}").headers["Content-Type"] == "image/jpeg"
    for address in (secret.as_uri(), "http://localhost/", "picture:" + "f" * 64, "data:text/css,a{}", str(secret)):
        with pytest.raises(ValueError, match="not given"):
            fetcher.fetch(address)


def test_labels_of_a_real_exhibition(site: Site, curating: Curating) -> None:
    key = curating.open_exhibition(numbers=curating.documents(2))
    with curating.make.writing() as session:
        made_key = request_made(session, curating.actor, key, "labels", "zh").key
    Making(site).run()
    with curating.make.writing() as session:
        made = take_made(session, curating.actor, key, made_key)
    assert (made.error, made.done, made.total) == ("", 2, 2)
    assert made.sha256
    items = [item for _hall, keys in curating.halls(key) for item in keys]
    address = f"{site.settings.public_address}/exhibitions/{key}/items/"
    assert sorted(codes_of(site.files.path(made.sha256), "labels")) == sorted(address + item for item in items)


def test_the_page_says_where_codes_lead_and_warns_while_only_this_machine_opens_them(
    site: Site, curating: Curating, browser: Browser
) -> None:
    key = curating.prepare(numbers=curating.documents(1))
    browser.sign_in(curating.username(), PASSWORD)
    page = browser.get(f"/exhibitions/{key}/made").text
    assert site.settings.public_address in page
    assert "WEBAPP_SITE_URL" in page
    site.settings = replace(site.settings, site_url="https://archive.example.cn")
    page = browser.get(f"/exhibitions/{key}/made").text
    assert "二维码指向 https://archive.example.cn" in page
    assert "WEBAPP_SITE_URL" not in page


def test_without_the_libraries_the_page_says_so_and_offers_the_print_view(
    curating: Curating, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "can_print", lambda: False)
    key = curating.prepare(numbers=curating.documents(1))
    browser.sign_in(curating.actor.name.removeprefix("姓名"), PASSWORD)
    page = browser.get(f"/exhibitions/{key}/made").get_data(as_text=True)
    assert "apt install libpango-1.0-0" in page
    assert 'value="catalogue"' not in page
    for kind in TEMPLATES:
        sheet = browser.get(f"/exhibitions/{key}/made/print/{kind}").get_data(as_text=True)
        sheet = sheet.replace('</span><span class="whole">', "")
        assert "样张" in sheet
        assert "箱体钻模" in sheet
    browser.get(f"/exhibitions/{key}/made/print/offline", 404)


def test_only_what_is_printed_is_styled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Styles of footnotes and list markers for every element took more memory than the rest of a catalogue."""
    from weasyprint import document as library

    from webapp.exhibitions.paper.printing import Print

    asked: list[Any] = []
    style = library.get_all_computed_styles

    def noting(*given: Any) -> Any:
        asked.append(style(*given))
        return asked[-1]

    monkeypatch.setattr(library, "get_all_computed_styles", noting)
    Print(sheet_data("catalogue", 4), tmp_path).lay(sheet_data("catalogue", 4)["halls"][0]["items"], {})
    styles = asked[0].get_computed_styles()
    elements = {element for element, _part in styles}
    assert len(elements) > 300
    assert len(styles) < 2 * len(elements)


def test_every_print_has_a_maker(site: Site) -> None:
    assert set(TEMPLATES) <= set(site.parts["exhibition_makers"])


@pytest.mark.parametrize("kind", ["floor_list", "catalogue"])
def test_nothing_of_a_long_latin_title_reaches_into_the_next_column(kind: str, tmp_path: Path) -> None:
    from webapp.exhibitions.paper.printing import Print

    data = sheet_data(kind, 4)
    title = "Supercalifragilisticexpialidocious_HighPrecisionMultiAxisMachining-CompensationS"
    for hall in data["halls"]:
        for item in hall["items"]:
            item["title"] = title
    data["pieces"] = {title: pieces_of(title, lambda text: re.findall(r"[A-Za-z]+|[_-]", text))}
    print_ = Print(data, tmp_path)
    widths = [
        (inner.position_x + inner.width, box.content_box_x() + box.width)
        for page in print_.lay(print_.items, {}).pages
        for box in page._page_box.descendants(placeholders=True)
        if box.element_tag in ("td", "li") and hasattr(box, "descendants")
        for inner in box.descendants()
        if type(inner).__name__ == "TextBox"
    ]
    assert widths
    assert all(right <= room + 1 for right, room in widths)


def test_latin_words_break_where_they_must(tmp_path: Path) -> None:
    data = sheet_data("cards", 1)
    data["halls"][0]["items"][0]["title"] = LATIN[:60]
    made = press.print_paper(data, FileStore(tmp_path / "files"), "x.pdf", lambda _done, _total: None)
    assert made.report == ()
    assert LATIN[:20] in text_of(made.path)
