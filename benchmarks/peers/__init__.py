"""What others would do the same work with: a file each, which imports its packages when it is asked to build or to load."""
