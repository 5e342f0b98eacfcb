"""Tests of the attached files."""
