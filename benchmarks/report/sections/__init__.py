"""One file for each section of a comparison: `section(entries)`, None where no result has anything about it."""
