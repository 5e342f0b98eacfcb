"""Official forms: filled from what the archive holds, checked for gaps, printed as Word, remembered when filed."""
