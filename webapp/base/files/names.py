"""Names of files as people gave them: Chinese kept, everything that could mislead or break removed."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

NAME_LIMIT = 150
_FALLBACK = "附件"
_EXTENSION = re.compile(r"\.[0-9A-Za-z]{1,10}$")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_JOINER = "\u200d"  # holds emoji families together and is harmless alone


def display_name(raw: str) -> str:
    """Return the name to show and to download under: no path, control, format or bidirectional characters.

    At most 150 characters; the extension survives shortening. Never empty and never a reserved device name.
    """
    text = unicodedata.normalize("NFC", "".join(filter(_is_plain, raw)))
    text = re.split(r"[/\\]", text)[-1].translate(_FORBIDDEN)
    text = re.sub(r"\s+", " ", text).strip(" .")
    if not text.strip("_" + _JOINER + " ."):
        return _FALLBACK
    if _EXTENSION.fullmatch("." + text) and raw.strip().rstrip(".").endswith("." + text):
        text = f"{_FALLBACK}.{text}"
    if _RESERVED.match(text):
        text = "_" + text
    return _shorten(text)


def _is_plain(character: str) -> bool:
    """Unassigned and private characters stay: rare surnames are newer than the tables, and factories have own fonts."""
    if character == _JOINER:
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} and ord(character) & 0xFFFE != 0xFFFE


def _shorten(text: str) -> str:
    if len(text) <= NAME_LIMIT:
        return text
    found = _EXTENSION.search(text)
    ending = found.group() if found else ""
    return text[: NAME_LIMIT - len(ending)].rstrip(" .") + ending


def extension_of(name: str) -> str:
    """Return the last extension in lower case without its dot, or an empty text."""
    stem, dot, ending = display_name(name).rpartition(".")
    return ending.strip().lower() if dot and stem else ""


def content_disposition(name: str, *, inline: bool = False) -> str:
    """Return the Content-Disposition value (RFC 6266, RFC 8187) for a raw or shown name."""
    shown = display_name(name)
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "replace").decode("ascii")
    plain = re.sub(r"[^0-9A-Za-z ()._\[\]+-]", "_", plain)
    kind = "inline" if inline else "attachment"
    if plain == shown:
        return f'{kind}; filename="{plain}"'
    encoded = quote(shown, safe="!#$&+-.^_`|~")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
