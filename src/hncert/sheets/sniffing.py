"""What a file is, by its bytes and never by its suffix."""

import re
from collections.abc import Collection

from hncert.domain.errors import LockFile, NotASpreadsheet, OtherDocument, PasswordProtected
from hncert.sheets.archive import entry_names
from hncert.sheets.compound import MAGIC, Compound

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
SAVE_AS = "用 Excel 或 WPS 打开原来的表格，另存为“Excel 工作簿(.xlsx)”再导入"
COPY_TABLE = "把其中的表格复制到 Excel 或 WPS 的空白工作簿，另存为“Excel 工作簿(.xlsx)”再导入"
ASK_SOURCE = "向提供的人要原来的表格文件（.xlsx），不要截图、拍照或扫描"
UNPACK = "先解压，再导入里面的表格文件"
MAGICS = (
    (b"%PDF", "PDF 文件", ASK_SOURCE),
    (b"\x89PNG", "图片", ASK_SOURCE),
    (b"\xff\xd8\xff", "图片", ASK_SOURCE),
    (b"GIF8", "图片", ASK_SOURCE),
    (b"BM", "图片", ASK_SOURCE),
    (b"II*\0", "图片", ASK_SOURCE),
    (b"MM\0*", "图片", ASK_SOURCE),
    (b"Rar!\x1a\x07", "RAR 压缩包", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", UNPACK),
    (b"\x1f\x8b\x08", "gzip 压缩包", UNPACK),
    (b"{\\rtf", "文字文档（RTF）", COPY_TABLE),
    (b"SQLite format 3\0", "数据库文件", "先从原系统把数据导出为表格"),
    (b"\0\x01\0\0Standard", "Access 数据库", "在 Access 中把数据表导出为 Excel 工作簿"),
    (b"MZ", "程序", "确认选对了文件"),
    (b"\x7fELF", "程序", "确认选对了文件"),
)
# A text may begin with these letters as well; a file of the kind has bytes that no text has.
AMBIGUOUS = (b"BM", b"MZ", b"GIF8")
OLD_RECORDS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
OLE_KINDS = (
    ("WordDocument", "Word 文档", COPY_TABLE),
    ("PowerPoint Document", "PowerPoint 演示文稿", COPY_TABLE),
    ("VisioDocument", "Visio 图", COPY_TABLE),
    ("__properties_version1.0", "Outlook 邮件", "在邮件中把附件另存出来，再导入附件"),
)
_HTML = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|table|meta|style|tr|div|center|font|base)\b", re.IGNORECASE)
_XML_SHEET = re.compile(r"<(?:\w+:)?Workbook[\s>]")
_MHTML = re.compile(r"\s*(?:MIME-Version:|From:.*\r?\n(?:.*\r?\n)*?MIME-Version:)", re.IGNORECASE)


def refuse_others(name: str, content: bytes) -> None:
    """Raise LockFile or OtherDocument for what is plainly no table."""
    if name.startswith("~$"):
        raise LockFile(file=name)
    for magic, what, how in MAGICS:
        if content.startswith(magic) and not (magic in AMBIGUOUS and b"\0" not in content[:1024]):
            raise OtherDocument(file=name, what=what, how=how)
    if content[4:12] in (b"ftypheic", b"ftypmif1") or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        raise OtherDocument(file=name, what="图片", how=ASK_SOURCE)
    if content.startswith(OLD_RECORDS):
        raise NotASpreadsheet(file=name, reason="是 Excel 97 以前的老格式")


def zip_kind(name: str, content: bytes) -> str:
    """Which zipped workbook this is: "xlsx", "xlsb" or "ods".

    Raises OtherDocument for any other zip, DamagedFile or TooLarge.
    """
    names = set(entry_names(name, content))
    for part, kind in (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb")):
        if part in names:
            return kind
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return "ods"
    what, how = _other_zip(names)
    raise OtherDocument(file=name, what=what, how=how)


def _other_zip(names: Collection[str]) -> tuple[str, str]:
    if any(part.startswith("word/") for part in names):
        return "Word 文档", COPY_TABLE
    if any(part.startswith("ppt/") for part in names):
        return "PowerPoint 演示文稿", COPY_TABLE
    if any(part.startswith("xl/") for part in names):
        return "不完整的 Excel 工作簿（缺少目录）", SAVE_AS
    if "index/document.iwa" in names or "index.zip" in names:
        return "苹果 Numbers 等文稿", "在 Numbers 中选“文件→导出为→Excel”，再导入导出的文件"
    return "ZIP 压缩包", UNPACK


def compound_stream(name: str, content: bytes) -> tuple[str, bytes]:
    """The workbook stream of a compound file, with its name.

    Raises PasswordProtected, OtherDocument, NotASpreadsheet or DamagedFile.
    """
    compound = Compound(name, content)
    found = compound.stream("Workbook", "Book")
    if found is not None:
        return found
    names = compound.names
    if "EncryptedPackage" in names:
        raise PasswordProtected(file=name)
    for part, what, how in OLE_KINDS:
        if part in names:
            raise OtherDocument(file=name, what=what, how=how)
    raise NotASpreadsheet(file=name, reason="是 Office 老格式的文件，里面没有工作簿")


def is_compound(content: bytes) -> bool:
    """True for an OLE file: .xls, .et, an encrypted .xlsx, an old document."""
    return content.startswith(MAGIC)


def markup_kind(name: str, text: str) -> str:
    """What a text is: "html", "xml2003" or "text"; raises NotASpreadsheet for a saved message of the web."""
    head = text[:4096].lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        if _XML_SHEET.search(head) or (head.startswith("<?xml") and not _HTML.search(head)):
            return "xml2003"
        return "html"
    if _MHTML.match(head):
        raise NotASpreadsheet(file=name, reason="是“单个文件网页”(.mht)")
    return "text"
