"""The admin: every kind by its declaration, the review screen, what waits."""

from tracker.admin import accounts, records, rows

__all__ = ["accounts", "records", "rows"]
