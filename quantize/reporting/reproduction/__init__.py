"""A reproduction of the paper as a page, a short text and figures: what it printed beside what came out here."""
