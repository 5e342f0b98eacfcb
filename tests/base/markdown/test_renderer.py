"""The child process: bounds, and what it survives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from webapp.base.errors import Invalid
from webapp.base.markdown import Renderer, TooComplex, TooLong, render

HEAVY = "[" * 30_000
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(seconds=1.0, patience=30)
    yield renderer
    renderer.close()


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=ROOT,
    )


def test_sections_get_the_same_html_as_in_process_with_their_own_prefix(renderer: Renderer) -> None:
    assert renderer.render_all({"steps": "# 装夹", "effect": "# 装夹"}) == {
        "steps": render("# 装夹", id_prefix="s-steps-"),
        "effect": render("# 装夹", id_prefix="s-effect-"),
    }


def test_nothing_in_nothing_out(renderer: Renderer) -> None:
    assert renderer.render_all({}) == {}
    assert renderer.render_all({"steps": ""}) == {"steps": ""}


def test_what_takes_too_long_is_refused_and_the_next_text_is_not(renderer: Renderer) -> None:
    with pytest.raises(TooComplex):
        renderer.render(HEAVY)
    assert renderer.render("好") == "<p>好</p>"


def test_the_refusals_are_of_the_kind_pages_know(renderer: Renderer) -> None:
    with pytest.raises(Invalid) as refusal:
        renderer.render("中" * 400_000)
    assert isinstance(refusal.value, TooLong)
    assert refusal.value.faults[0].figures == {"size": 1_200_000, "limit": 1_000_000}


def test_the_limit_counts_all_sections(renderer: Renderer) -> None:
    with pytest.raises(TooLong):
        renderer.render_all({"a": "x" * 600_000, "b": "x" * 600_000})


def test_one_child_serves_many_calls(renderer: Renderer) -> None:
    renderer.render("一")
    first = renderer.process_id
    renderer.render("二")

    assert renderer.process_id == first


def test_a_killed_child_is_replaced(renderer: Renderer) -> None:
    renderer.render("一")
    os.kill(renderer.process_id or 0, signal.SIGKILL)

    assert renderer.render("二") == "<p>二</p>"


def test_a_stopped_child_is_given_up() -> None:
    quick = Renderer(seconds=0.1)
    quick.render("一")
    os.kill(quick.process_id or 0, signal.SIGSTOP)

    with pytest.raises(TooComplex):
        quick.render("二")
    assert quick.render("三") == "<p>三</p>"
    quick.close()


def test_a_library_that_stumbles_is_a_refusal_not_a_crash(renderer: Renderer, caplog: pytest.LogCaptureFixture) -> None:
    renderer.render("一")
    pid = renderer.process_id
    with pytest.raises(TooComplex):
        renderer._asked(b'{"sections": {"a": null}, "seconds": 1}')
    assert "could not be rendered" in caplog.text
    assert renderer.process_id != pid
    assert renderer.render("二") == "<p>二</p>"


def test_threads_share_it(renderer: Renderer) -> None:
    texts = [f"# 第{n}" for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(renderer.render, texts))

    assert results == [render(text, id_prefix="s-text-") for text in texts]


def test_closing_and_using_again(renderer: Renderer) -> None:
    renderer.close()
    renderer.start()
    assert renderer.render("一") == "<p>一</p>"


FORK = """
import os, sys, threading
from webapp.base.markdown import Renderer
renderer = Renderer()
renderer.render("一")
parent_child = renderer.process_id
renderer._lock.acquire()  # as if another thread were rendering
if os.fork() == 0:
    ok = renderer.render("二") == "<p>二</p>" and renderer.process_id != parent_child
    os._exit(0 if ok else 9) if "hard" in sys.argv else sys.exit(0 if ok else 9)
renderer._lock.release()
assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
assert renderer.render("三") == "<p>三</p>" and renderer.process_id == parent_child
print("both")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_gets_its_own_child() -> None:
    done = run(FORK)

    assert (done.stdout, done.stderr, done.returncode) == ("both\n", "", 0)


def test_the_interpreter_ends_without_waiting_and_takes_the_child_with_it() -> None:
    done = run(
        "from webapp.base.markdown import Renderer\nr = Renderer()\nr.render('一')\nprint(r.process_id)\n"
        "q = Renderer()\nq.start()"
    )

    assert (done.stderr, done.returncode) == ("", 0)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_the_child_ends_when_its_parent_is_killed() -> None:
    done = run(
        "import os, signal\nfrom webapp.base.markdown import Renderer\nr = Renderer()\nr.render('一')\n"
        "print(r.process_id, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )  # waits until the child, too, has closed the output it inherited

    assert done.returncode == -signal.SIGKILL
    assert int(done.stdout) > 0


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_memory_is_bounded() -> None:
    done = run(
        "import resource\nfrom webapp.base.markdown import child\nchild._limit_memory()\n"
        "assert resource.getrlimit(resource.RLIMIT_AS)[0] == child.MEMORY\n"
        "try:\n    bytearray(2 * child.MEMORY)\nexcept MemoryError:\n    print('refused')"
    )

    assert done.stdout == "refused\n"


def test_the_child_is_told_no_secrets(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBAPP_SECRET", "verborgen")
    fresh = Renderer()
    fresh.render("一")

    environment = Path(f"/proc/{fresh.process_id}/environ")
    assert not environment.exists() or b"verborgen" not in environment.read_bytes()
    fresh.close()
