"""The workspace's SQLite store: schema, views, the lock, the journal, one module per noun."""
