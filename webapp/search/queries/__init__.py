"""Reads of the search part, each for the actor who asks."""
