"""Tests of patents."""
