"""Bringing in what stands in files: Word, Markdown and Excel become drafts; nothing is lost without a word."""
