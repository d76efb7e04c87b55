"""Pages of a workbook that are written faster: the same bytes, but words that come again are made ready once.

A table of shared work says the same few names, types and quarters in most of its cells, and the library asks of each cell
anew which of its characters must be escaped.
"""

from functools import lru_cache
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

#: How many different words of a page are kept ready, and how many characters they may have.
KEPT, LONGEST = 8_192, 200


class QuickPage(Worksheet):
    """For `add_worksheet(name, QuickPage)` in a workbook that writes row by row."""

    def __init__(self) -> None:
        super().__init__()
        self._inside = lru_cache(KEPT)(self._made_ready)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Words with a look are put together here; every other cell is the library's."""
        if type(cell).__name__ != "String" or not cell.format or not self.constant_memory:
            super()._write_cell(row, col, cell)
            return
        words = cell.string
        inside = self._inside(words) if len(words) <= LONGEST else self._made_ready(words)
        place, look = xl_rowcol_to_cell(row, col), cell.format._get_xf_index()
        self.fh.write(f'<c r="{place}" s="{look}" t="inlineStr"><is>{inside}</is></c>')

    def _made_ready(self, words: str) -> str:
        """What stands inside of such a cell."""
        words = self._escape_control_characters(words)
        kept = ' xml:space="preserve"' if words[:1].isspace() or words[-1:].isspace() else ""
        return f"<t{kept}>{self._escape_data(words)}</t>"
