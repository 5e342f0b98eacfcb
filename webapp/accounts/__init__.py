"""Accounts: sign-in, sessions, rights."""
