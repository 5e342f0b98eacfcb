"""XML read as a stream of events without any document type: no entities, no external references, bounded depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, NoReturn
from xml.parsers import expat

DEPTH_LIMIT = 512
CHUNK_BYTES = 64 << 10


class UnsafeXml(Exception):
    """The XML declares a document type or entities, nests too deeply, or is too long."""


class DamagedXml(Exception):
    """The XML is not well formed."""


def read_events(
    source: IO[bytes],
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
    *,
    limit_bytes: int = 256 << 20,
) -> None:
    """Tell the callbacks every element and text; names come as ``namespace local``.

    Raises UnsafeXml or DamagedXml. Office documents never contain a document type (ECMA-376 part 2), so one is refused
    whatever it declares.
    """
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH_LIMIT:
            raise UnsafeXml("depth")
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    _feed(parser, source, limit_bytes)


def _feed(parser: expat.XMLParserType, source: IO[bytes], limit_bytes: int) -> None:
    try:
        while chunk := source.read(CHUNK_BYTES):
            limit_bytes -= len(chunk)
            if limit_bytes < 0:
                raise UnsafeXml("length")
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise DamagedXml(str(error)) from error


def _refuse(*_: object) -> NoReturn:
    raise UnsafeXml("document type")
