"""What can be done to exhibitions."""
