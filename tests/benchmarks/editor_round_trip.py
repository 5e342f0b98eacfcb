"""Every document of the library opened in the editor and saved unchanged, through the real form: nothing changes.

python tests/benchmarks/editor_round_trip.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.browse import Browser  # noqa: E402
from tests.make import PASSWORD, Make, version_row  # noqa: E402
from webapp import migrations  # noqa: E402
from webapp.app import create_app  # noqa: E402
from webapp.base.actor import Actor  # noqa: E402
from webapp.base.database import Database  # noqa: E402
from webapp.documents import library_file  # noqa: E402
from webapp.settings import Settings  # noqa: E402
from webapp.web.site import EXTENSION, Site  # noqa: E402


def main() -> int:
    """Print how many came back as they were; 1 when one did not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'archive.sqlite3'}"
        database = Database(url)
        migrations.upgrade(database)
        database.dispose()
        app = create_app(Settings(data_dir=folder, search_dir=folder / "search", database_url=url, secret_key="x" * 40))
        site: Site = app.extensions[EXTENSION]
        try:
            make = Make(site)
            writer = make.writer()
            browser = Browser(app).sign_in(writer.name.removeprefix("姓名"), PASSWORD)
            paths = sorted((ROOT / "content" / "library").glob("*/*.md"))
            changed = [path.name for path in paths if not stays(make, writer, browser, path)]
        finally:
            site.renderer.close()
            site.database.dispose()
    print(f"{len(paths) - len(changed)} of {len(paths)} documents identical after opening and saving {changed or ''}")
    return 1 if changed else 0


def stays(make: Make, writer: Actor, browser: Browser, path: Path) -> bool:
    """Whether a document is the same, to the byte, after its editor was opened and saved."""
    parsed = library_file.parse(path.read_text(encoding="utf-8"), path.name)
    key = make.draft(writer, kind=parsed.kind, content=parsed.content)
    with make.site.database.reading() as session:
        before = version_row(session, key)
    browser.submit(f"/d/{key.number}/edit", {"do": "save"}, action="/edit")
    with make.site.database.reading() as session:
        after = version_row(session, key)
    return (after.content_hash, after.content, after.revision) == (before.content_hash, before.content, before.revision)


if __name__ == "__main__":
    sys.exit(main())
