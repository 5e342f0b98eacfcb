"""What browsers send about documents, turned into contents and commands."""
