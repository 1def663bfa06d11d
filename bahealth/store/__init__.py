"""The embedded store: one DuckDB file, schemas `ops` and `facts`."""

from bahealth.store.audit import write_audit
from bahealth.store.backup import copy_store
from bahealth.store.database import Database, StoreInUse
from bahealth.store.ids import new_id
from bahealth.store.rows import Cursor, fetch, sql_text

__all__ = ["Cursor", "Database", "StoreInUse", "copy_store", "fetch", "new_id", "sql_text", "write_audit"]
