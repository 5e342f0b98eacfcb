"""Excel lists: one row, one draft. The template, reading a filled one, and checking it row by row."""
