"""What a benchmark has found, as records, and the files they are kept in."""
