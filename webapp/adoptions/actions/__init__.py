"""Changes of adoptions and demonstration days. Each asks policy and workflow, and is journalled."""
