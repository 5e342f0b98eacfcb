"""工匠创新成果库: the craftsman results archive."""
