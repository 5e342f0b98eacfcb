"""Writes of the search part: each enforces its policy and writes the journal where others are concerned."""
