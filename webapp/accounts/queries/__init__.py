"""What can be read of accounts, sessions and the journal."""
