"""Markdown in, safe HTML out: the only home of the markdown, pymdownx, nh3 and pygments libraries.

`render` is the pure function; `Renderer` does the same in a child process that can be killed, and is what the
application uses for text typed by users. Whatever comes out is a fixed point of `sanitize`.

Markup a stylesheet meets (all inside the container the page puts around a section):

- headings ``h3`` to ``h6``, without jumps, each with an id; ``div.toc`` with nested ``ul`` where ``[TOC]`` was typed
- callouts ``div.callout.callout-note|tip|important|warning|caution|danger|example|question`` with
  ``p.callout-title``; folded ones ``details.callout.callout-…`` with ``summary``; plain ``details``/``summary``
- ``figure`` > ``img`` + ``figcaption``; numbered captions ``figcaption > p > span.caption-prefix`` ("图 1", "表 1");
  a picture that is not one of our attachments: ``span.image-missing`` or a plain external link
- ``div.table-scroll[tabindex=0][role=region]`` around every outermost ``table``; cells with ``align``, ``colspan``,
  ``rowspan``; ``caption``
- ``ul.task-list`` > ``li.task-list-item`` > ``input[type=checkbox][disabled]``
- footnotes: ``sup > a.footnote-ref``, ``div.footnote > hr + ol > li``, ``a.footnote-backref``
- code: ``div.highlight > pre[tabindex=0] > code`` with Pygments' short token classes (``k``, ``s``, ``c1``, ``mi`` …),
  ``span.filename`` for a title, ``span.hll`` for a marked line, numbered lines ``table.highlighttable``
  (``td.linenos``, ``div.linenodiv``, ``td.code``); ``code``, ``kbd``, ``samp`` inline
- formulas: ``span.arithmatex`` (``\\(…\\)``) and ``div.arithmatex`` (``\\[…\\]``), for KaTeX
- ``mark``, ``del``, ``ins``, ``sub``, ``sup``, ``abbr[title]``, ``dl``/``dt``/``dd``, ``blockquote``, ``hr``, ``ruby``
- links: ``a.external[rel="noopener nofollow"]`` for other hosts, no class for our own
"""

from __future__ import annotations

from webapp.base.markdown.engine import RENDERER_VERSION, render, section_prefix
from webapp.base.markdown.renderer import Renderer, TooComplex, TooLong
from webapp.base.markdown.sanitizer import sanitize
from webapp.base.markdown.text import excerpt, plain_text

__all__ = [
    "RENDERER_VERSION",
    "Renderer",
    "TooComplex",
    "TooLong",
    "excerpt",
    "plain_text",
    "render",
    "sanitize",
    "section_prefix",
]
