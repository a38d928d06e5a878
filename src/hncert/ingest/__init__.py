"""Stage 1: files into imported tables, all or nothing per file, or the good rows only."""

from hncert.ingest.load import ingest
from hncert.ingest.result import ImportResult, SheetResult
from hncert.ingest.undo import undo

__all__ = ["ImportResult", "SheetResult", "ingest", "undo"]
