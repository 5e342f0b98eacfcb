"""Tests in a real Chromium, and the pictures of the documentation."""
