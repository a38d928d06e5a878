"""Stage 1: files into imported tables, all or nothing per file, or the good rows only."""

from hncert.ingest.load import AlreadyStored, ImportResult, SheetResult, ingest
from hncert.ingest.undo import undo

__all__ = ["AlreadyStored", "ImportResult", "SheetResult", "ingest", "undo"]
