"""Reads of adoptions and demonstration days, each for what an actor may know."""
