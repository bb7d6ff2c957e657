"""A site's validation of a bundle as a page, a short text, figures and a table of its images."""
