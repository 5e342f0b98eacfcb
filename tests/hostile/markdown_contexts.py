"""The places of a Markdown document into which a payload is put."""

from __future__ import annotations

CONTEXTS = {
    "text": "{payload}",
    "emphasis and list": "- **{payload}**\n  - ==前{payload}后==",
    "link text": "[{payload}](/d/1) ![{payload}](/attachments/a.png)",
    "link address": "[甲]({payload}) [乙](<{payload}>) ![丙]({payload}) <{payload}>",
    "link title": '[甲](/d/1 "{payload}")\n\n![乙](/attachments/a.png "{payload}")',
    "reference and note": "[甲][一] 注[^1] GB\n\n[一]: {payload} '{payload}'\n\n[^1]: {payload}\n\n*[GB]: {payload}",
    "heading and attributes": "# {payload}\n\n文字{: #{payload} .{payload} title='{payload}' onclick='{payload}' }",
    "table and callout": (
        "| {payload} | 乙 |\n|---|---|\n| `{payload}` | {payload} |\n\n> [!WARNING] {payload}\n> {payload}"
    ),
    "raw HTML": (
        '<table title="{payload}"><tr><td>{payload}</td></tr></table>\n\n<a href="{payload}">甲</a> <b>{payload}'
    ),
    "code and formula": '```{payload}\n{payload}\n```\n\n``` {.py title="{payload}"}\n{payload}\n```\n\n${payload}$',
}
"""Name -> a template with ``{payload}``."""


def documents(payload: str) -> dict[str, str]:
    """The Markdown of every context with the payload in it."""
    return {name: template.replace("{payload}", payload) for name, template in CONTEXTS.items()}
