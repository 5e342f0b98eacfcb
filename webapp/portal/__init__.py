"""Pages that combine parts: home, my desk."""
