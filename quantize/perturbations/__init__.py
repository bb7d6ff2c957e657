"""What changes an image without changing what it shows, by a stated amount: pure functions, and the catalogue of them."""
