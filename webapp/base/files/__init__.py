"""Attached files: kept by content, recognised by content, read and drawn only in a limited child process."""
