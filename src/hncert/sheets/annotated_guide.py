"""The first sheet of the copy: what is wrong and how to put it right."""

from collections.abc import Sequence

from hncert.sheets.annotated_marks import GUIDE_SENTENCE, Cause, inline
from hncert.sheets.annotated_package import MAIN
from hncert.sheets.annotated_styles import ERROR_RGB, NO_COLOUR, WARNING_RGB, Styles

HEADERS = ("级别", "问题", "条数", "位置", "怎么改")
WIDTHS = (9, 46, 8, 38, 58)
TITLE = "这份文件里要改的地方"
HEADER_RGB = "FFD9E2EC"


def guide_xml(causes: Sequence[Cause], styles: Styles) -> bytes:
    """The worksheet part."""
    rows = [*heading(styles), *listing(causes, styles)]
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(WIDTHS, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        '<pane ySplit="4" topLeftCell="A5" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{"".join(rows)}</sheetData>'
        '<mergeCells count="2"><mergeCell ref="A1:E1"/><mergeCell ref="A2:E2"/></mergeCells>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def heading(styles: Styles) -> list[str]:
    """Title, sentence and the header of the list."""
    title = styles.add_cell_style(styles.add_font(16, True), vertical="center")
    plain = styles.add_cell_style(styles.add_font(11, False), vertical="center")
    bold = styles.add_font(11, True)
    header = styles.add_cell_style(bold, styles.solid({"rgb": HEADER_RGB}, NO_COLOUR), vertical="center")
    cells = "".join(cell(at, 4, header, text) for at, text in enumerate(HEADERS))
    return [
        f'<row r="1" ht="30" customHeight="1">{cell(0, 1, title, TITLE)}</row>',
        f'<row r="2" ht="24" customHeight="1">{cell(0, 2, plain, GUIDE_SENTENCE)}</row>',
        f'<row r="4" ht="21" customHeight="1">{cells}</row>',
    ]


def listing(causes: Sequence[Cause], styles: Styles) -> list[str]:
    """One row for each cause, its level in the colour of the cells."""
    font = styles.add_font(11, False)
    plain = styles.add_cell_style(font)
    number = styles.add_cell_style(font, horizontal="center")
    error = styles.add_cell_style(font, styles.solid({"rgb": ERROR_RGB}, NO_COLOUR))
    warning = styles.add_cell_style(font, styles.solid({"rgb": WARNING_RGB}, NO_COLOUR))
    rows = []
    for row, cause in enumerate(causes, 5):
        level = error if is_error_word(cause.word) else warning
        texts = cell(1, row, plain, cause.message) + f'<c r="C{row}" s="{number}"><v>{cause.count:d}</v></c>'
        rest = cell(3, row, plain, cause.places) + cell(4, row, plain, cause.remedy)
        height = f' ht="{15.5 * lines(cause):g}" customHeight="1"'
        rows.append(f'<row r="{row}"{height}>{cell(0, row, level, cause.word)}{texts}{rest}</row>')
    return rows


def is_error_word(word: str) -> bool:
    """True for the level whose cells are red."""
    return "错" in word


def lines(cause: Cause) -> int:
    """The lines the row needs: a Chinese character is two digits wide."""
    texts = zip((cause.message, cause.places, cause.remedy), (WIDTHS[1], WIDTHS[3], WIDTHS[4]), strict=True)
    return min(max(sum(folded(line, width) for line in text.split("\n")) for text, width in texts), 26)


def folded(line: str, width: int) -> int:
    """Lines that one line takes in a column."""
    units = sum(2.2 if ord(sign) > 0x2000 else 1.1 for sign in line)
    return int(units / (width - 1)) + 1


def cell(column: int, row: int, style: int, text: str) -> str:
    """One text cell."""
    return f'<c r="{"ABCDE"[column]}{row}" s="{style}" t="inlineStr">{inline(text)}</c>'
