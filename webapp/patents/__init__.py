"""Patents: their numbers, what became of them, their fees, and who is reminded. Knows nothing of documents."""
