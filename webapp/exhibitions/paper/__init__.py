"""Exhibitions on paper: what is printed, fitted to the sheet, and made into a PDF by a limited child process."""
