"""What can be done with accounts, sessions and rights; every action writes its journal row."""
