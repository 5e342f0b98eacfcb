"""Telling people what concerns them: the bell, mail, a daily digest. Never of what they may not read."""
