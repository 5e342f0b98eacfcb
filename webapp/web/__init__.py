"""The edge: language, who is asking, permissions of routes, pages, errors. Knows no feature."""
