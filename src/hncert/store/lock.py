"""One process writes at a time; the operating system frees the lock of a killed one."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from hncert.domain.errors import CannotWrite, Locked, reason_of
from hncert.store.workspace import Workspace

WAIT_SECONDS = 3.0


@contextmanager
def write_lock(workspace: Workspace, command: str, *, actor: str, now: datetime) -> Iterator[None]:
    """Hold the workspace's lock. Raises Locked, naming the holder, after a brief wait."""
    lock = FileLock(workspace.path / ".hncert.lock", timeout=WAIT_SECONDS)
    holder = workspace.path / ".hncert.lock.json"
    try:
        lock.acquire()
    except Timeout as error:
        raise Locked(**_holder(holder)) from error
    except OSError as error:
        raise CannotWrite(path=workspace.path, reason=reason_of(error)) from error
    try:
        facts = {"holder": f"{actor}（进程 {os.getpid()}）", "since": f"{now:%Y-%m-%d %H:%M:%S}", "command": command}
        holder.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> dict[str, str]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"holder": "另一个进程", "since": "刚才", "command": "hncert"}
    return {key: str(facts[key]) for key in ("holder", "since", "command")}
