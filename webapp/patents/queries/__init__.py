"""Reading patents, for an actor."""
