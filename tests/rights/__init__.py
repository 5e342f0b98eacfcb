"""Who may see and do what: the access matrix, agreement of rules, non-interference, flips of visibility."""
