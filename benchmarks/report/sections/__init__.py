"""One file for each section of a comparison: `section(entries)` gives what it says, or None where no result has anything about it."""
