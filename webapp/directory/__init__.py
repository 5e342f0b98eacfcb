"""The directory: organisations, people (craftspeople), studios, honours, vocabularies."""
