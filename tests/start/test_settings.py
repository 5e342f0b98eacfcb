"""Settings: where they come from, what is refused, what is derived."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path

import pytest

from webapp.settings import (
    HOME,
    Settings,
    SettingsProblem,
    keep_secret_key,
    known_settings,
    load_settings,
    shown_settings,
)

KEY = "k" * 40


def test_defaults() -> None:
    settings = load_settings({})
    assert settings.data_dir == HOME / "instance"
    assert settings.database_url == f"sqlite:///{HOME / 'instance' / 'archive.sqlite3'}"
    assert settings.search_dir == HOME / "search_index" / "live"
    assert (settings.host, settings.port, settings.address) == ("127.0.0.1", 8000, "http://127.0.0.1:8000/")
    assert settings.trusted_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert settings.files_dir == settings.data_dir / "files"
    assert settings.self_registration is False
    assert settings.secure_cookies is False


def test_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_settings({}).port = 1  # type: ignore[misc]


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "webapp.toml"
    file.write_text('port = 8100\nthreads = 3\nself_registration = true\ntrusted_hosts = ["a.example", "b.example"]\n')
    settings = load_settings({"WEBAPP_CONFIG": str(file), "WEBAPP_PORT": "8200"})
    assert (settings.port, settings.threads, settings.self_registration) == (8200, 3, True)
    assert settings.trusted_hosts == ("a.example", "b.example")
    assert settings.sources == {
        "port": "environment",
        "threads": "file",
        "self_registration": "file",
        "trusted_hosts": "file",
    }


def test_relative_paths_start_at_the_project_folder() -> None:
    assert load_settings({"WEBAPP_DATA_DIR": "elsewhere/data"}).data_dir == HOME / "elsewhere" / "data"


def test_the_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = load_settings({"WEBAPP_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'archive.sqlite3'}"
    assert settings.is_sqlite


@pytest.mark.parametrize("written", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_postgresql_always_with_psycopg(written: str) -> None:
    settings = load_settings({"WEBAPP_DATABASE_URL": written})
    assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert not settings.is_sqlite


def test_own_host_is_trusted_but_not_everywhere() -> None:
    assert "192.0.2.7" in load_settings({"WEBAPP_HOST": "192.0.2.7"}).trusted_hosts
    everywhere = load_settings({"WEBAPP_HOST": "0.0.0.0"})
    assert "0.0.0.0" not in everywhere.trusted_hosts
    assert everywhere.is_open_to_the_network
    assert not load_settings({}).is_open_to_the_network


@pytest.mark.parametrize(
    ("environ", "secure"),
    [
        ({}, False),
        ({"WEBAPP_PROXY_COUNT": "1"}, True),
        ({"WEBAPP_PROXY_COUNT": "1", "WEBAPP_SECURE_COOKIES": "false"}, False),
        ({"WEBAPP_SECURE_COOKIES": "true"}, True),
        ({"WEBAPP_SECURE_COOKIES": "auto"}, False),
    ],
)
def test_secure_cookies(environ: dict[str, str], secure: bool) -> None:
    assert load_settings(environ).secure_cookies is secure


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBAPP_PORT", "0"),
        ("WEBAPP_PORT", "65536"),
        ("WEBAPP_PORT", "eighty"),
        ("WEBAPP_PORT", ""),
        ("WEBAPP_PORT", "８０００"),
        ("WEBAPP_HOST", "http://x"),
        ("WEBAPP_DATA_DIR", " "),
        ("WEBAPP_DATABASE_URL", "mysql://u@h/d"),
        ("WEBAPP_SELF_REGISTRATION", "maybe"),
        ("WEBAPP_TRUSTED_HOSTS", "http://a.example"),
        ("WEBAPP_TRUSTED_HOSTS", ","),
        ("WEBAPP_LOG_LEVEL", "loud"),
        ("WEBAPP_DEFAULT_LANGUAGE", "fr"),
        ("WEBAPP_SECURE_COOKIES", "perhaps"),
        ("WEBAPP_SECRET_KEY", "short"),
    ],
)
def test_bad_values_are_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(SettingsProblem) as caught:
        load_settings({name: value})
    for words in (caught.value.text.zh, caught.value.text.en):
        assert name in words
        assert "\n" not in words


def test_a_bad_secret_is_not_repeated() -> None:
    with pytest.raises(SettingsProblem) as caught:
        load_settings({"WEBAPP_SECRET_KEY": "tooshortsecret"})
    assert "tooshortsecret" not in caught.value.text.en


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(SettingsProblem, match=r"WEBAPP_PROT.*WEBAPP_PORT"):
        load_settings({"WEBAPP_PROT": "1"})


def test_unknown_keys_of_the_file_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text("prot = 1\n")
    with pytest.raises(SettingsProblem, match=r"prot.*port"):
        load_settings({}, file)


@pytest.mark.parametrize("words", [b"port = ", b"\xff\xfe", None])
def test_an_unreadable_file_is_refused(tmp_path: Path, words: bytes | None) -> None:
    file = tmp_path / "x.toml"
    if words is not None:
        file.write_bytes(words)
    with pytest.raises(SettingsProblem, match=r"x\.toml"):
        load_settings({"WEBAPP_CONFIG": str(file)})


def test_other_names_of_the_environment_do_not_matter() -> None:
    assert load_settings({"PORT": "x", "PATH": "/bin"}) == load_settings({})


def test_the_secret_key_is_made_once_and_kept(tmp_path: Path) -> None:
    settings = load_settings({"WEBAPP_DATA_DIR": str(tmp_path / "data")})
    first, second = keep_secret_key(settings), keep_secret_key(settings)
    assert len(first.secret_key) >= 32
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE(settings.secret_key_path.stat().st_mode) == 0o600


def test_a_half_written_secret_key_is_made_anew(tmp_path: Path) -> None:
    settings = load_settings({"WEBAPP_DATA_DIR": str(tmp_path)})
    settings.secret_key_path.write_text("")
    assert len(keep_secret_key(settings).secret_key) >= 32


def test_a_set_secret_key_is_used(tmp_path: Path) -> None:
    settings = keep_secret_key(load_settings({"WEBAPP_DATA_DIR": str(tmp_path), "WEBAPP_SECRET_KEY": KEY}))
    assert settings.secret_key == KEY
    assert not settings.secret_key_path.exists()


def test_shown_settings_are_complete_and_masked() -> None:
    settings = load_settings({"WEBAPP_SECRET_KEY": KEY, "WEBAPP_DATABASE_URL": "postgresql://u:hidden@h/d"})
    lines = {line.name: line for line in shown_settings(settings)}
    assert lines.keys() == {f"WEBAPP_{name.upper()}" for name in known_settings()}
    assert KEY not in str(lines)
    assert "hidden" not in str(lines)
    assert lines["WEBAPP_SECRET_KEY"].source == "environment"
    assert all(line.text.zh and line.text.en for line in lines.values())


def test_every_field_can_be_set_by_its_own_default() -> None:
    """The defaults must pass the checks that the written values pass."""
    shown = {line.name: line.value for line in shown_settings(Settings()) if line.name != "WEBAPP_SECRET_KEY"}
    assert dataclasses.replace(load_settings(shown), sources={}) == Settings()
