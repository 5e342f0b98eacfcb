"""Where results are put to use: adoptions confirmed by both sides, what they brought, and demonstration days."""
