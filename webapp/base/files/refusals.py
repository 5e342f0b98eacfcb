"""Why a file was refused or could not be read. Reasons are codes; the web edge words them."""

from __future__ import annotations

from enum import StrEnum

from webapp.base.errors import Refusal


class Reason(StrEnum):
    """Every reason a file can be refused or left unread for."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    WRONG_EXTENSION = "wrong_extension"
    ACTIVE_CONTENT = "active_content"
    TRAILING_DATA = "trailing_data"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    ARCHIVE_BOMB = "archive_bomb"
    ARCHIVE_UNSAFE = "archive_unsafe"
    UNSAFE_XML = "unsafe_xml"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LARGE = "too_large"
    NO_SPACE = "no_space"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    UNSUPPORTED = "unsupported"
    CRASHED = "crashed"
    LOST = "lost"


class FileRefused(Refusal):
    """A file was refused; ``reason`` says why and ``detail`` names the found type or figure, never a path."""

    status = 422

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class NotAllowed(FileRefused):
    """The content is not of an allowed type, or is not what its name says."""

    status = 415


class TooLarge(FileRefused):
    """More bytes were sent than the limit allows; nothing was kept."""

    status = 413

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(Reason.TOO_LARGE, str(limit_bytes))
        self.limit_bytes = limit_bytes


class NoSpace(FileRefused):
    """The disk has no room for the file; nothing was kept."""

    status = 507

    def __init__(self) -> None:
        super().__init__(Reason.NO_SPACE)


class FileLost(FileRefused):
    """The store should hold this content but does not."""

    status = 404

    def __init__(self, sha256: str) -> None:
        super().__init__(Reason.LOST, sha256)
        self.sha256 = sha256


class ExtractionFailed(FileRefused):
    """The text or the pictures of a file could not be had within the limits."""
