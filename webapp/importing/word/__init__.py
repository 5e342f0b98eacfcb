"""Word files to blocks of Markdown. Everything here runs in the limited child process only."""
