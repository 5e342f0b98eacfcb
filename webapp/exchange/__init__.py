"""Outward: the read-only JSON API, import and export."""
