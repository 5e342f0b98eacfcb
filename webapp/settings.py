"""Every setting of the archive in one frozen value; the only reader of the environment. Standard library only.

A setting comes from the environment (`WEBAPP_PORT=8080`), else from a TOML file (`port = 8080`), else it has its
default. Relative paths start at the project folder. A name that does not exist or a value that does not fit raises
`SettingsProblem`, so that a misspelt setting is never silently without effect.
"""

# ruff: noqa: RUF009 - `setting()` makes dataclass fields
from __future__ import annotations

import difflib
import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from webapp.base.commands import CommandProblem, Text

PREFIX = "WEBAPP_"
CONFIG = "WEBAPP_CONFIG"
PACKAGE = Path(__file__).resolve().parent
HOME = PACKAGE.parent if (PACKAGE.parent / "pyproject.toml").is_file() else Path.cwd()
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
EVERYWHERE = {"0.0.0.0", "::", "[::]"}  # noqa: S104 - recognised, not bound to

Source = Literal["default", "environment", "file"]
Parse = Callable[[str], object]


class SettingsProblem(CommandProblem):
    """A setting that does not exist or does not fit; its text is one line."""


def setting(default: object, parse: Parse, zh: str, en: str, *, secret: bool = False) -> Any:
    """A field of `Settings`: default, how its text is read, what it is for, and whether it is shown masked."""
    return field(default=default, metadata={"parse": parse, "help": Text(zh, en), "secret": secret})


def text(value: str) -> str:
    """Any text."""
    return value.strip()


def host_name(value: str) -> str:
    """A host name or an IP address."""
    if not re.fullmatch(r"[\w.:\[\]-]+", value.strip(), re.ASCII):
        raise ValueError(Text("要写主机名或 IP 地址", "wants a host name or an IP address"))
    return value.strip()


def path(value: str) -> Path:
    """A folder; a relative one starts at the project folder."""
    if not value.strip():
        raise ValueError(Text("要写一个路径", "wants a path"))
    return HOME / Path(value.strip()).expanduser()


def number(low: int, high: int) -> Parse:
    """A whole number between two bounds, both included."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"\s*\d{1,9}\s*", value, re.ASCII) or not low <= int(value) <= high:
            raise ValueError(Text(f"要写 {low} 到 {high} 的整数", f"wants a whole number from {low} to {high}"))
        return int(value)

    return parse


def truth(value: str) -> bool:
    """Yes or no, as true/false, yes/no, on/off or 1/0."""
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    if value.strip().lower() not in words:
        raise ValueError(Text("要写 true 或 false", "wants true or false"))
    return words[value.strip().lower()]


def web_address(value: str) -> str:
    """An address such as https://archive.example.cn, without a path at the end."""
    address = value.strip().rstrip("/")
    if not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w./-]*)?", address, re.ASCII):
        raise ValueError(Text("要以 http:// 或 https:// 开头", "must begin with http:// or https://"))
    return address


def mail_address(value: str) -> str:
    """One mail address."""
    if not re.fullmatch(r"[^\s@<>,;:]+@[^\s@<>,;:]+", value.strip()):
        raise ValueError(Text("要写一个邮箱地址", "wants a mail address"))
    return value.strip()


def optional(parse: Parse) -> Parse:
    """Nothing, or what ``parse`` reads."""
    return lambda value: parse(value) if value.strip() else ""


def auto_or_truth(value: str) -> bool | None:
    """Yes, no, or None for auto."""
    return None if value.strip().lower() == "auto" else truth(value)


def choice(*names: str) -> Parse:
    """One of a few words."""

    def parse(value: str) -> str:
        if value.strip().lower() not in names:
            raise ValueError(Text("可写：" + "、".join(names), "wants one of: " + ", ".join(names)))
        return value.strip().lower()

    return parse


def hosts(value: str) -> tuple[str, ...]:
    """Host names separated by commas, without scheme, port or path."""
    names = tuple(name.strip().lower() for name in value.split(",") if name.strip())
    if not names or any(not re.fullmatch(r"\.?[\w.-]+|\[[0-9a-f:.]+\]", name) for name in names):
        raise ValueError(
            Text("要写用逗号隔开的主机名，不带 http:// 和端口", "wants host names with commas, no scheme or port")
        )
    return names


def database(value: str) -> str:
    """An SQLite or PostgreSQL address, the latter always with the psycopg driver."""
    address = re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql+psycopg://", value.strip())
    if not address.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError(Text("要以 sqlite:/// 或 postgresql:// 开头", "must begin with sqlite:/// or postgresql://"))
    return address


def secret_key(value: str) -> str:
    """A secret of at least 32 characters."""
    if len(value.strip()) < 32:
        raise ValueError(Text("至少要 32 个字符", "wants at least 32 characters"))
    return value.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings; the fields left empty are derived from the others when the value is made."""

    data_dir: Path = setting(HOME / "instance", path, "数据目录", "folder of the data")
    host: str = setting("127.0.0.1", host_name, "监听地址", "address to listen on")
    port: int = setting(8000, number(1, 65535), "监听端口", "port to listen on")
    database_url: str = setting(
        "",
        database,
        "数据库地址，默认是数据目录里的 SQLite",
        "database, SQLite in the data folder by default",
        secret=True,
    )
    search_dir: Path = setting(HOME / "search_index" / "live", path, "检索索引目录", "folder of the search index")
    content_dir: Path = setting(HOME / "content", path, "成果库内容目录", "folder of the library's text")
    secret_key: str = setting(
        "", secret_key, "签名密钥，首次启动时自动生成并保存", "signing key, made and kept at first start", secret=True
    )
    trusted_hosts: tuple[str, ...] = setting(
        (), hosts, "允许访问的主机名，用逗号隔开", "host names the site answers to, with commas"
    )
    threads: int = setting(8, number(1, 64), "每个进程的工作线程数", "worker threads of each process")
    processes: int = setting(
        0,
        number(0, 64),
        "提供服务的进程数，0 为每个处理器一个，最多四个",
        "processes that answer; 0: one for each processor, four at most",
    )
    upload_limit_mb: int = setting(200, number(1, 4096), "单个附件上限（MB）", "largest attachment in MB")
    self_registration: bool = setting(False, truth, "是否开放自行注册（需审批）", "people may register, with approval")
    session_idle_minutes: int = setting(30, number(1, 1440), "无操作多少分钟后退出", "minutes idle before signing out")
    session_absolute_hours: int = setting(12, number(1, 168), "登录最长保持多少小时", "hours after which sign-in ends")
    lockout_failures: int = setting(5, number(1, 100), "多少次密码错误后锁定账号", "failures that lock an account")
    lockout_network_failures: int = setting(
        50, number(1, 10000), "同一网段多少次密码错误后锁定", "failures that lock a network"
    )
    lockout_window_minutes: int = setting(
        15, number(1, 1440), "统计密码错误的分钟数", "minutes failures are counted over"
    )
    lockout_minutes: int = setting(30, number(1, 1440), "锁定多少分钟", "minutes a lock lasts")
    proxy_count: int = setting(0, number(0, 5), "前面有几层反向代理", "reverse proxies in front")
    secure_cookies: bool = setting(
        None, auto_or_truth, "Cookie 仅限 https；auto 表示有反向代理时", "https-only cookies; auto: behind a proxy"
    )
    site_name: str = setting("", text, "站点名称，默认是工匠创新成果库", "name of the site, its own by default")
    icp_number: str = setting("", text, "ICP 备案号", "ICP record number")
    site_url: str = setting(
        "",
        optional(web_address),
        "网站对外的地址，写进邮件里的链接和展览的二维码",
        "address people reach the site at, for links in mails and codes of exhibitions",
    )
    daily_hour: int = setting(
        6, number(0, 23), "每日任务在几点之后运行（北京时间）", "hour after which daily tasks run (Asia/Shanghai)"
    )
    smtp_host: str = setting(
        "", optional(host_name), "发邮件的服务器，不填则不发邮件", "mail server; without one no mail is sent"
    )
    smtp_port: int = setting(
        0, number(0, 65535), "邮件服务器端口，0 为按加密方式", "port of the mail server, 0: by its security"
    )
    smtp_security: str = setting(
        "starttls", choice("none", "starttls", "tls"), "邮件加密方式", "how mail is protected: none, starttls or tls"
    )
    smtp_user: str = setting("", text, "邮件服务器用户名", "user name at the mail server")
    smtp_password: str = setting("", text, "邮件服务器密码", "password at the mail server", secret=True)
    smtp_from: str = setting("", optional(mail_address), "发件邮箱", "address mails come from")
    log_level: str = setting("info", choice("debug", "info", "warning", "error"), "日志级别", "level of the log")
    default_language: str = setting("zh", choice("zh", "en"), "默认语言", "default language")
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.data_dir / 'archive.sqlite3'}")
        if not self.trusted_hosts:
            own = () if self.host in EVERYWHERE or self.host in LOOPBACK else (self.host,)
            object.__setattr__(self, "trusted_hosts", LOOPBACK + own)

        if self.secure_cookies not in {True, False}:  # auto
            object.__setattr__(self, "secure_cookies", self.proxy_count > 0)

    @property
    def files_dir(self) -> Path:
        """Where attachments are kept."""
        return self.data_dir / "files"

    @property
    def secret_key_path(self) -> Path:
        """Where the secret key is kept when it is not set."""
        return self.data_dir / "secret_key"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is an SQLite file."""
        return self.database_url.startswith("sqlite:")

    @property
    def upload_limit_bytes(self) -> int:
        """The largest attachment in bytes."""
        return self.upload_limit_mb * 1024 * 1024

    @property
    def address(self) -> str:
        """The address to type into a browser on this machine."""
        host = "127.0.0.1" if self.host in EVERYWHERE else self.host
        return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{self.port}/"

    @property
    def public_address(self) -> str:
        """The address of the site in mails and codes, without a slash at the end."""
        return self.site_url or self.address.rstrip("/")

    @property
    def sends_mail(self) -> bool:
        """Whether a mail server and a sender are set."""
        return bool(self.smtp_host and self.smtp_from)

    @property
    def is_open_to_the_network(self) -> bool:
        """Whether other machines can reach it."""
        return self.host not in (*LOOPBACK, "::1")


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting as it is shown: secrets masked."""

    name: str
    value: str
    source: Source
    text: Text


def known_settings() -> dict[str, Field[Any]]:
    """The fields of `Settings` that can be set, by name."""
    return {item.name: item for item in fields(Settings) if "parse" in item.metadata}


def load_settings(environ: Mapping[str, str] | None = None, config: Path | None = None) -> Settings:
    """The settings from the environment and the TOML file.

    The file is `config`, else what WEBAPP_CONFIG names, else `webapp.toml` in the project folder when it is there.
    Raises `SettingsProblem`.
    """
    names = os.environ if environ is None else environ
    written: dict[str, tuple[str, Source, str]] = {}
    for key, value in _from_file(config or _config_path(names, search=environ is None)).items():
        written[key] = (value, "file", key)
    for name, value in names.items():
        if name.startswith(PREFIX) and name != CONFIG:
            written[name.removeprefix(PREFIX).lower()] = (value, "environment", name)
    values: dict[str, Any] = {key: _parsed(key, value, shown) for key, (value, _, shown) in written.items()}
    return Settings(**values, sources={key: source for key, (_, source, _) in written.items()})


def keep_secret_key(settings: Settings) -> Settings:
    """The settings with a secret key: the one set, else the one kept in the data folder, made there when missing.

    Raises OSError when the data folder cannot be written.
    """
    if settings.secret_key:
        return settings
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(settings.secret_key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = settings.secret_key_path.read_text("ascii").strip()
        if len(kept) >= 32:
            return replace(settings, secret_key=kept)
        settings.secret_key_path.unlink()  # a start was killed while writing it
        return keep_secret_key(settings)
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return replace(settings, secret_key=key)


def shown_settings(settings: Settings) -> list[SettingLine]:
    """Every setting with its value, where it comes from and what it is for."""
    return [
        SettingLine(
            PREFIX + name.upper(), _shown(settings, item), settings.sources.get(name, "default"), item.metadata["help"]
        )
        for name, item in known_settings().items()
    ]


def masked(address: str) -> str:
    """A database address without its password."""
    return re.sub(r"(//[^:/@]*):[^@]*@", r"\1:***@", address)


def _shown(settings: Settings, item: Field[Any]) -> str:
    value = getattr(settings, item.name)
    if item.name == "database_url":
        return masked(value)
    if item.metadata["secret"]:
        made = str(Text("（自动保存）", "(kept automatically)")) if item.name == "secret_key" else ""
        return "***" if value else made
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parsed(key: str, value: str, shown: str) -> object:
    known = known_settings()
    if key not in known:
        near = difflib.get_close_matches(key, known, 1)
        zh, en = ("", "")
        if near:
            name = near[0] if shown == key else PREFIX + near[0].upper()
            zh, en = f"，是不是 {name}？", f", did you mean {name}?"
        raise SettingsProblem(Text(f"没有名为 {shown} 的设置{zh}", f"there is no setting {shown}{en}"))
    try:
        parsed: object = known[key].metadata["parse"](value)
    except ValueError as error:
        shown_value = "***" if known[key].metadata["secret"] else repr(value)
        reason = error.args[0]
        raise SettingsProblem(
            Text(
                f"设置 {shown}={shown_value} 不对：{reason.zh}", f"setting {shown}={shown_value} is wrong: {reason.en}"
            )
        ) from None
    return parsed


def _config_path(environ: Mapping[str, str], *, search: bool) -> Path | None:
    if CONFIG in environ:
        return HOME / Path(environ[CONFIG]).expanduser()
    usual = HOME / "webapp.toml"
    return usual if search and usual.is_file() else None


def _from_file(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError:
        raise SettingsProblem(Text(f"读不到设置文件 {file}", f"cannot read the settings file {file}")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        detail = str(error)
        raise SettingsProblem(
            Text(f"设置文件 {file} 写得不对：{detail}", f"bad settings file {file}: {detail}")
        ) from None
    return {key: _as_written(value) for key, value in table.items()}


def _as_written(value: object) -> str:
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
