"""Operations that cannot go on. Bad data is a finding, never one of these."""

import errno
from enum import IntEnum
from typing import ClassVar


class ExitStatus(IntEnum):
    """Process exit codes of the contract; of several, the most severe (`worst`) wins."""

    DONE = 0
    WARNINGS = 1
    USAGE = 2
    REJECTED = 3
    POLICY_STOP = 4
    NOT_MET = 5
    NO_WORKSPACE = 10
    LOCKED = 11
    SCHEMA = 12
    INTEGRITY = 13
    TEMPLATE = 14
    INTERNAL = 20
    CANCELLED = 130


class HncertError(Exception):
    """Base of every failure: `code` names it, `message` and `remedy` are what the user reads.

    Subclasses give the message as a format string; the constructor fills it by keyword.
    """

    code: ClassVar[str]
    exit_status: ClassVar[ExitStatus]
    message: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        super().__init__(self.message.format(**facts))
        self.facts = facts

    @property
    def advice(self) -> str:
        """The remedy with the same facts filled in."""
        return self.remedy.format(**self.facts)


class InternalError(HncertError):
    """A fault of the program; `report` is a file without personal data."""

    code = "internal"
    exit_status = ExitStatus.INTERNAL
    message = "程序内部错误"
    remedy = "用 hncert journal 核对最后一条操作；把错误报告发给维护人员（不含个人信息）：{report}"


REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘只读",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "同名文件已存在",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOENT: "路径不存在",
    errno.ENAMETOOLONG: "文件名过长",
}


def reason_of(error: OSError) -> str:
    """Why the operating system refused, in Chinese."""
    return REASONS.get(error.errno or 0, f"系统错误 {error.errno}")


def worst(*statuses: ExitStatus) -> ExitStatus:
    """The most severe of the given statuses; DONE when none is given."""
    return max(statuses, default=ExitStatus.DONE)
