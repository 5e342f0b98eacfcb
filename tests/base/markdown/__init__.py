"""Tests of the Markdown renderer."""
