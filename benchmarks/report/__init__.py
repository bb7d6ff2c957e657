"""Results side by side: pure functions from records to one HTML page and its Markdown."""
