"""What can be read of documents; every query starts from what this actor may read. One module for each purpose."""
