"""Hostile input: our own lists for the suite, and commands that run public lists from a folder outside."""
