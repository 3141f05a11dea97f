"""The admin: every kind by its declaration, the review screen, what waits. Loaded by TrackerAdminConfig."""
