"""What can go wrong before anything is installed, in words someone can act on."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from webapp.base.commands import CommandProblem, Text
from webapp.bootstrap.project import Project

NEEDED_BYTES = 700 * 1024 * 1024
DISK_SIGNS = ("No space left", "Errno 28", "Disk quota exceeded")
RIGHTS_SIGNS = ("Permission denied", "Read-only file system")
NETWORK_SIGNS = (
    "NewConnectionError",
    "NameResolution",
    "Connection refused",
    "timed out",
    "ProxyError",
    "SSLError",
    "from versions: none",
)


def words_for(project: Project, said: str) -> CommandProblem:
    """The reason of a failed installation: a known one, else the last lines of what the installer said."""
    if reason := known_reason(project, said):
        return reason
    tail = " | ".join([line.strip() for line in said.splitlines() if line.strip()][-3:])
    return CommandProblem(
        Text(f"安装没有完成：{tail}\n详情见 {project.log}", f"The installation failed: {tail}\nSee {project.log}")
    )


def known_reason(project: Project, said: str) -> CommandProblem | None:
    """The reason of a failed installation when what the installer said tells it."""
    if any(sign in said for sign in DISK_SIGNS):
        return disk_full(project.folder)
    if any(sign in said for sign in RIGHTS_SIGNS):
        return not_writable(project.folder)
    if "ensurepip" in said and ("No module named" in said or "not available" in said):
        return venv_missing()
    if any(sign in said for sign in NETWORK_SIGNS):
        return no_network()
    return None


def venv_missing() -> CommandProblem:
    """Debian's Python comes without the module that makes environments."""
    line = f"sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    return CommandProblem(
        Text(f"这台机器的 Python 缺少 venv，请先运行：{line}", f"This Python lacks venv, first run: {line}")
    )


def no_network() -> CommandProblem:
    """The package index cannot be reached."""
    return CommandProblem(
        Text(
            "下载组件失败：连不上软件源。请检查网络或代理，也可以用 pip config 设置内网镜像，然后再试一次。",
            "Downloading failed: the package index cannot be reached. Check the network or the proxy, "
            "or set a mirror with pip config, then try again.",
        )
    )


def disk_full(folder: Path) -> CommandProblem:
    """The disk has no room."""
    free = shutil.disk_usage(folder).free // 1024**2
    need = NEEDED_BYTES // 1024**2
    return CommandProblem(
        Text(
            f"磁盘空间不足：{folder} 所在磁盘还剩 {free} MB，安装约需 {need} MB。请腾出空间后再试。",
            f"The disk is full: {folder} has {free} MB left, about {need} MB are needed. Make room and try again.",
        )
    )


def not_writable(folder: Path) -> CommandProblem:
    """The project folder cannot be written."""
    line = f'sudo chown -R "$USER" {folder}'
    return CommandProblem(
        Text(
            f"不能写入项目目录 {folder}。请把项目放到有写权限的目录，或运行：{line}",
            f"The project folder {folder} is not writable. Put the project elsewhere, or run: {line}",
        )
    )
