"""Ground floor: what every part stands on. Knows nothing of Flask or of any feature."""
