"""Changing patents: each action checks the right, changes, computes anew what is derived, and writes the journal."""
