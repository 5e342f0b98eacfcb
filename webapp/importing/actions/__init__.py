"""What can be done to imports."""
