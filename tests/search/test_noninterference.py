"""Hidden entries change nothing: not a hit, not a score, not a count, not an order, not a suggestion."""

from __future__ import annotations

import random
from pathlib import Path

from tests.search.archive import ENTRIES, document
from webapp.search.entry import PUBLIC, Entry, Key, Passage
from webapp.search.request import Request, Sort
from webapp.search.site import SearchSite

WORDS = (
    *("钻模", "绝缘子", "焊接", "磨床", "桥吊", "带电", "夹具", "量子卡盘", "保密工艺"),
    *("曲轴", "镗孔", "CK6140", "M12×1.5", "竺士杰", "赵隐名", "滚轮", "砌砖", "供水"),
)
SOUNDS = ["zuanmu", "zm", "liangzi", "lzkp", "钻摸", "量子卡判", "曲", "保", "赵隐", "zhaoyin", "bao"]
READERS = (frozenset({PUBLIC}), frozenset({PUBLIC, "members"}), frozenset({PUBLIC, "members", "org:1"}))


def _entry(chance: random.Random, number: int, audience: str) -> Entry:
    words = chance.choices(WORDS, k=chance.randrange(2, 30))
    return document(
        number,
        "".join(chance.sample(WORDS, 2)),
        "，".join(words),
        audience,
        keywords=tuple(chance.sample(WORDS, 2)),
        people=(chance.choice(["竺士杰", "赵隐名", "王进"]),),
        attachments=(Passage("a", chance.choice(WORDS)),),
        facets={"kind": (chance.choice("ab"),), "year": tuple(chance.sample(["2020", "2021", "2022"], 2))},
        date_ordinal=chance.randrange(700_000, 739_000),
        adoptions=chance.randrange(5),
    )


def _answers(site: SearchSite, audiences: frozenset[str]) -> list[object]:
    """Everything a reader can ask."""
    answers: list[object] = []
    for number, text in enumerate([*WORDS, "钻模 焊接", '"焊接，磨床"', "焊接 -磨床", "", "量子 钻模 曲轴", *SOUNDS]):
        for sort in Sort:
            request = Request(text, audiences, facets=("kind", "year"), sort=sort, today=739_000, limit=50)
            answers.append(repr(site.search(request)))
        answers.append(site.complete(text, audiences))
        answers.append(site.corrections(text, audiences))
        answers.append(site.related(Key("document", 1000 + number), audiences))
    return answers


def test_hidden_entries_change_nothing(tmp_path: Path, lexicon_folder: Path) -> None:
    chance = random.Random(3)
    visible = [_entry(chance, 1000 + n, chance.choice([PUBLIC, PUBLIC, "members"])) for n in range(60)]
    hidden = [_entry(chance, n, chance.choice(["org:2", "studio:3", "org:99"])) for n in range(1, 500, 3)]
    alone = SearchSite(tmp_path / "alone", lexicon_folder)
    alone.apply(visible, [], position=1, epoch="e")
    beside = SearchSite(tmp_path / "beside", lexicon_folder)
    mixed = [*visible, *hidden]
    chance.shuffle(mixed)
    for start in range(0, len(mixed), 25):
        beside.apply(mixed[start : start + 25], [], position=start + 1, epoch="e")
    for audiences in READERS:
        own = [entry for entry in visible if entry.audience in audiences]
        assert own
        assert _answers(beside, audiences) == _answers(alone, audiences)


def test_what_was_visible_once_leaves_no_trace(tmp_path: Path, lexicon_folder: Path) -> None:
    chance = random.Random(4)
    visible = [_entry(chance, 1000 + n, PUBLIC) for n in range(40)]
    passing = [_entry(chance, n, PUBLIC) for n in range(1, 40)]
    alone = SearchSite(tmp_path / "alone", lexicon_folder)
    alone.apply(visible, [], position=1, epoch="e")
    after = SearchSite(tmp_path / "after", lexicon_folder)
    after.apply([*passing[:20], *visible, *passing[20:], *ENTRIES], [], position=1, epoch="e")
    gone = [entry.key for entry in (*passing[:30], *ENTRIES)]
    now_hidden = [document(entry.id, entry.title, "量子卡盘", "org:5") for entry in passing[30:]]
    after.apply(now_hidden, gone, position=2, epoch="e")
    assert _answers(after, frozenset({PUBLIC})) == _answers(alone, frozenset({PUBLIC}))
