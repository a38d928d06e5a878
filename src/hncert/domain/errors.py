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


class FileMissing(HncertError):
    """A path on the command line that does not exist or is not a file."""

    code = "file-missing"
    exit_status = ExitStatus.USAGE
    message = "找不到文件：{path}"
    remedy = "核对文件名和所在文件夹；文件名含空格时用引号括起来"


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


class UnknownPerson(HncertError):
    """No stored person answers to the name or number asked for."""

    code = "unknown-person"
    exit_status = ExitStatus.USAGE
    message = "库中没有此人：{asked}"
    remedy = "核对姓名，或改用证件号码、学号（工号）；尚未导入的先 hncert import 名册"


class AmbiguousPerson(HncertError):
    """A name borne by several people; nothing is keyed by a name."""

    code = "ambiguous-person"
    exit_status = ExitStatus.USAGE
    message = "“{asked}”对应 {count} 人：{people}"
    remedy = "改用证件号码或学号（工号）查询"


class NotASpreadsheet(HncertError):
    """Bytes that no reader recognises as a workbook or a text table."""

    code = "not-a-spreadsheet"
    exit_status = ExitStatus.REJECTED
    message = "{file} 不是可读的表格文件：{reason}"
    remedy = "用 Excel 或 WPS 打开后另存为“Excel 工作簿(.xlsx)”再导入"


class PasswordProtected(NotASpreadsheet):
    """A workbook that opens only with a password."""

    code = "password-protected"
    message = "{file} 设有打开密码，无法读取"
    remedy = "在 Excel 或 WPS 中打开，在“文件→信息→保护工作簿”（WPS：“文件→文档加密”）中清空密码，保存后再导入"


class LockFile(NotASpreadsheet):
    """The small file that Excel keeps beside a workbook while it is open."""

    code = "lock-file"
    message = "{file} 是 Excel 打开表格时留下的临时文件，里面没有数据"
    remedy = "导入同一文件夹中文件名不带“~$”的那个文件；先在 Excel 或 WPS 中保存并关闭它"


class OtherDocument(NotASpreadsheet):
    """A file of another kind: a document, a picture, an archive."""

    code = "other-document"
    message = "{file} 是{what}，不是表格"
    remedy = "{how}"


class DamagedFile(NotASpreadsheet):
    """A workbook that begins like one and cannot be read to its end."""

    code = "damaged-file"
    message = "{file} 已损坏或没有传完整：{reason}"
    remedy = "重新复制或下载一份；仍打不开的，用 Excel 或 WPS 打开并修复，另存为“Excel 工作簿(.xlsx)”再导入"


class NoTable(NotASpreadsheet):
    """Text or a page of the web without a table in it."""

    code = "no-table"
    message = "{file} 里没有表格：{reason}"
    remedy = "确认选对了文件；数据应每行一条、各列分开，最好另存为“Excel 工作簿(.xlsx)”"


class TooLarge(NotASpreadsheet):
    """A file beyond what is read in one go; the bounds are in sheets/bounds."""

    code = "too-large"
    message = "{file} 过大：{what}超过 {limit}"
    remedy = "把数据所在的行和列复制到新工作簿保存后再导入；确有这么多数据的，分成几个文件导入"


class FarCell(NotASpreadsheet):
    """A cell so far from the others that the sheet would be nearly all blank."""

    code = "far-cell"
    message = "{file} 工作表“{sheet}”的 {cell} 有内容，离其他数据太远"
    remedy = "在名称框中输入 {cell} 回车，删除那里的内容（连同整行、整列），保存后再导入"


class EmptyWorkbook(HncertError):
    """A workbook in which no sheet holds a value."""

    code = "empty-workbook"
    exit_status = ExitStatus.REJECTED
    message = "{file} 中没有任何内容"
    remedy = "确认选对了文件，且内容已保存"


class UnreadableEncoding(HncertError):
    """Text that is neither UTF-8 nor GB18030."""

    code = "unreadable-encoding"
    exit_status = ExitStatus.REJECTED
    message = "{file} 的文字编码无法识别（既不是 UTF-8 也不是 GB18030）"
    remedy = "用 Excel 或 WPS 打开后另存为 .xlsx，或另存为“CSV UTF-8”"


class NoHeader(HncertError):
    """No sheet has a row that reads as the header of a known kind."""

    code = "no-header"
    exit_status = ExitStatus.REJECTED
    message = "{file} 中找不到能识别的表头"
    remedy = "表头应含：{expected}；确认表头在前 30 行之内"


class MissingColumn(HncertError):
    """A header that is plainly of a kind but lacks a required column."""

    code = "missing-column"
    exit_status = ExitStatus.REJECTED
    message = "{file} 工作表“{sheet}”第 {row} 行像是“{title}”的表头，但缺少：{missing}"
    remedy = "补上所缺的列再导入；列名也可写作：{also}"


class UnknownImport(HncertError):
    """An import number that the log does not know."""

    code = "unknown-import"
    exit_status = ExitStatus.USAGE
    message = "没有第 {number} 次导入"
    remedy = "用 hncert import log 查看导入记录的编号"


class NobodyEligible(HncertError):
    """A pre-filled blank workbook for which nobody qualifies."""

    code = "nobody-eligible"
    exit_status = ExitStatus.REJECTED
    message = "没有可以预填到“{title}”的人（{why}）"
    remedy = "核对批次号、竞赛名称、院系、班级和日期；考试成绩须先导入认定报名，课程成绩须先导入课证融通课程对应表"


class CannotMerge(HncertError):
    """Two people who cannot be made one as they stand."""

    code = "cannot-merge"
    exit_status = ExitStatus.REJECTED
    message = "不能合并：{reason}"
    remedy = "用 hncert why 分别查看两个号码的资料，改正后重新导入，再合并"


class CannotUndo(HncertError):
    """An import on which something rests."""

    code = "cannot-undo"
    exit_status = ExitStatus.REJECTED
    message = "第 {number} 次导入不能撤销：{reason}"
    remedy = "从最后一次导入起依次撤销；已经发证的用作废、换发更正"


class PathwayNotInForce(HncertError):
    """A pathway asked for on a day before its clause was in force, or after."""

    code = "pathway-not-in-force"
    exit_status = ExitStatus.POLICY_STOP
    message = "{as_of} 当天“{title}”没有有效的政策依据（{clause}，{since} 起）"
    remedy = "把 --as-of 改为政策有效期内的日期"


class FigureNotInForce(HncertError):
    """A figure of law that has no value on the day asked for."""

    code = "figure-not-in-force"
    exit_status = ExitStatus.POLICY_STOP
    message = "政策数值“{title}”在 {on} 没有有效值"
    remedy = "核对日期；确有新规定的，请维护人员补充政策数值"


class FigureExpired(HncertError):
    """A figure of law whose last value has run out on the day asked for."""

    code = "figure-expired"
    exit_status = ExitStatus.POLICY_STOP
    message = "政策数值“{title}”（{id}）的最后一个值只到 {expires}，{on} 已经失效"
    remedy = "查到新规定后运行 hncert law set {id} 新值 --since 生效日期 --document 文号 --reason 理由"


class UnknownFinding(HncertError):
    """A fingerprint that no stored finding bears."""

    code = "unknown-finding"
    exit_status = ExitStatus.USAGE
    message = "库中没有这一指纹的问题：{fingerprint}"
    remedy = "先运行 hncert check；指纹在每条提醒后面的〔〕里，内容变了指纹也变，hncert waiver export --open 列出全部"


class NotWaivable(HncertError):
    """A hard stop, an error or a note, which nobody can waive."""

    code = "not-waivable"
    exit_status = ExitStatus.POLICY_STOP
    message = "“{message}”不能放行（{why}）"
    remedy = "只有提醒可以放行；按提示改正后再运行 hncert check"


class UnknownWaiver(HncertError):
    """The number of a waiver that does not stand."""

    code = "unknown-waiver"
    exit_status = ExitStatus.USAGE
    message = "没有第 {number} 号放行，或已撤销、已另行放行"
    remedy = "用 hncert waiver list 查看编号"


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


class DeterminationIncomplete(HncertError):
    """A pathway that could not run; never reported as zero rows."""

    code = "determination-incomplete"
    exit_status = ExitStatus.INTERNAL
    message = "“{title}”未能完成认定，没有改动任何数据（{reason}）"
    remedy = "把这一行提示发给维护人员"


class CheckIncomplete(DeterminationIncomplete):
    """A check that could not run; never reported as finding nothing."""

    code = "check-incomplete"
    message = "“{title}”未能完成核对，没有改动任何数据（{reason}）"


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
