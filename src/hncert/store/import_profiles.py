"""Saved import profiles: which header of a school's own layout feeds which column."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hncert.domain.errors import BadSettings, BadValue
from hncert.store.workspace import Workspace, write_whole

FOLDER = "profiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """One kind of a profile: `columns` maps a header as it stands in the file to a stored column."""

    profile: str
    kind: str
    columns: Mapping[str, str]


def load_profiles(workspace: Workspace) -> list[Pinned]:
    """Every saved profile of a workspace. Raises BadSettings for a file that cannot be read."""
    return [pinned for path in sorted(_folder(workspace).glob("*.toml")) for pinned in _read(path)]


def save_profile(workspace: Workspace, name: str, sheets: Sequence[Pinned]) -> Path:
    """Write a profile, in place of one of the same name; answer its file. Raises CannotWrite."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("导入方案：左边是文件中的表头，右边是字段；可以手工修改。"))
    for sheet in sheets:
        document.append(sheet.kind, tomlkit.item(dict(sheet.columns)))
    path = _path(workspace, name)
    write_whole(path, tomlkit.dumps(document).encode())
    return path


def remove_profile(workspace: Workspace, name: str) -> bool:
    """Delete a profile; False when there is none of that name."""
    path = _path(workspace, name)
    found = path.is_file()
    path.unlink(missing_ok=True)
    return found


def _folder(workspace: Workspace) -> Path:
    return workspace.path / FOLDER


def _path(workspace: Workspace, name: str) -> Path:
    if not name or any(mark in name for mark in '\\/:*?"<>|') or name.startswith("."):
        raise BadValue(what="方案名称", value=name, expected='用汉字、字母和数字，不含 \\ / : * ? " < > |')
    return _folder(workspace) / f"{name}.toml"


def _read(path: Path) -> list[Pinned]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadSettings(path=path, reason="不是有效的导入方案") from error
    found = []
    for kind, columns in tables.items():
        if not isinstance(columns, dict) or not all(isinstance(name, str) for name in columns.values()):
            raise BadSettings(path=path, reason=f"[{kind}] 应是 表头 = 字段 的对应")
        found.append(Pinned(profile=path.stem, kind=kind, columns=columns))
    return found
