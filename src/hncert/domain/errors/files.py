"""Files that cannot be read, imported or taken back."""

from hncert.domain.errors.base import ExitStatus, HncertError


class FileMissing(HncertError):
    """A path on the command line that does not exist or is not a file."""

    code = "file-missing"
    exit_status = ExitStatus.USAGE
    message = "找不到文件：{path}"
    remedy = "核对文件名和所在文件夹；文件名含空格时用引号括起来"


class SheetOverflow(HncertError):
    """An exported row that a worksheet cannot hold."""

    code = "sheet-overflow"
    exit_status = ExitStatus.USAGE
    message = "{title} 第 {row} 行放不进一张工作表（最多 1,048,576 行，每格最多 32,767 个字）"
    remedy = "改用 .csv、.json 或 .parquet"


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


class DamagedPrefill(HncertError):
    """A pre-filled workbook whose protected parts are not all there."""

    code = "damaged-prefill"
    exit_status = ExitStatus.REJECTED
    message = "{file} 工作表“{sheet}”是预填的“{title}”，但{reason}"
    remedy = (
        "撤销删除或用原来的预填工作簿导入（“系统编号”是隐藏的列）；找不回的，用 hncert blank 重新生成；"
        "本不是预填表的，把“系统编号”列改名"
    )


class CannotUndo(HncertError):
    """An import on which something rests."""

    code = "cannot-undo"
    exit_status = ExitStatus.REJECTED
    message = "第 {number} 次导入不能撤销：{reason}"
    remedy = "从最后一次导入起依次撤销；已经发证的用作废、换发更正"
