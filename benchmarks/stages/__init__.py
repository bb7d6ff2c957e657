"""What is timed, each on the same frames: the stages of an analysis one by one, and all of it."""
