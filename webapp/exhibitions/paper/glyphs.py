"""Characters for which no font has a picture."""

from __future__ import annotations

from typing import Any

import cffi

_FFI = cffi.FFI()
_FFI.cdef("int pango_layout_get_unknown_glyphs_count(void *layout);")
_NAMES = ("libpango-1.0.so.0", "libpango-1.0-0", "libpango-1.0.dylib", "libpango-1.0-0.dll")


def unknown_share(document: Any) -> float:
    """The share of different characters in a laid-out document that would be drawn as empty boxes."""
    used: dict[tuple[str, ...], set[str]] = {}
    boxes: dict[tuple[str, ...], Any] = {}
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            if getattr(box, "pango_layout", None) is not None:
                family = tuple(box.style["font_family"])
                used.setdefault(family, set()).update(box.text)
                boxes[family] = box
    total = sum(map(len, used.values()))
    return sum(_unknown(boxes[family], used[family]) for family in used) / total if total else 0.0


def _unknown(box: Any, characters: set[str]) -> int:
    """How many of the characters the fonts of a box lack."""
    from weasyprint.text.ffi import ffi

    layout = box.pango_layout
    layout.setup(box.style)
    try:
        layout.set_text("".join(sorted(characters - {"\n", "\r", "\t"})))
        pointer = _FFI.cast("void *", int(ffi.cast("uintptr_t", layout.layout)))
        return int(_library().pango_layout_get_unknown_glyphs_count(pointer))
    finally:
        layout.text = box.text
        layout.deactivate()


def _library() -> Any:
    for name in _NAMES:
        try:
            return _FFI.dlopen(name)
        except OSError:
            continue
    raise OSError("no Pango")
