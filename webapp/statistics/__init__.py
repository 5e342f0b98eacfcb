"""Figures over everything, for what a reader may know: each with its definition and a way down to its rows."""
