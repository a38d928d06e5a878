"""Workspaces, stores, templates and values that cannot be used."""

from hncert.domain.errors.base import ExitStatus, HncertError


class CannotWrite(HncertError):
    """An output path that the operating system refuses."""

    code = "cannot-write"
    exit_status = ExitStatus.USAGE
    message = "无法写入：{path}（{reason}）"
    remedy = "若文件正在 Excel 或 WPS 中打开，请先关闭；并核对文件夹的写入权限和剩余空间"


class WorkspaceExists(HncertError):
    """`init` or `demo` would overwrite something."""

    code = "workspace-exists"
    exit_status = ExitStatus.USAGE
    message = "文件夹已有内容，不会覆盖：{path}"
    remedy = "换一个新的空文件夹；已是工作区的，直接在其中使用 hncert"


class BadValue(HncertError):
    """A value given on the command line that is not of the expected form."""

    code = "bad-value"
    exit_status = ExitStatus.USAGE
    message = "{what} 填写有误：{value}"
    remedy = "{expected}"


class NoWorkspace(HncertError):
    """No folder with hncert.toml here or above."""

    code = "no-workspace"
    exit_status = ExitStatus.NO_WORKSPACE
    message = "这里不是 hncert 工作区：{path}"
    remedy = "先运行 hncert init 文件夹名 建立工作区，或用 --workspace 指定已有的工作区"


class BadSettings(HncertError):
    """hncert.toml cannot be read or holds a value of the wrong form."""

    code = "bad-settings"
    exit_status = ExitStatus.NO_WORKSPACE
    message = "工作区设置 {path} 有误：{reason}"
    remedy = "用记事本打开 hncert.toml，按文件内的说明改正"


class Locked(HncertError):
    """Another process is writing to the workspace."""

    code = "locked"
    exit_status = ExitStatus.LOCKED
    message = "工作区正被占用：{holder} 自 {since} 起在运行 {command}"
    remedy = "等它结束后再试；没有改动任何数据"


class SchemaTooNew(HncertError):
    """The store was written by a newer version of hncert."""

    code = "schema-too-new"
    exit_status = ExitStatus.SCHEMA
    message = "工作区数据库由更新版本的 hncert 写成（未知结构：{unknown}）"
    remedy = "先升级 hncert，再打开这个工作区"


class StoreUnreadable(HncertError):
    """hncert.db is missing or is not a healthy SQLite file."""

    code = "store-unreadable"
    exit_status = ExitStatus.INTEGRITY
    message = "工作区数据库无法读取：{path}（{reason}）"
    remedy = "不要手工修改 hncert.db；从 backups 文件夹或自己的备份恢复"


class JournalBroken(HncertError):
    """The hash chain of the journal does not hold."""

    code = "journal-broken"
    exit_status = ExitStatus.INTEGRITY
    message = "操作日志第 {sequence} 条与哈希链不符"
    remedy = "日志可能被外部程序改动；保留现场并从备份核对"


class TemplateProblem(HncertError):
    """A template that cannot be filled as it stands."""

    code = "template-problem"
    exit_status = ExitStatus.TEMPLATE
    message = "模板 {template} 的 {where} 有误：{reason}"
    remedy = "改正模板，或删除工作区 templates 中的同名文件以改用自带模板"
