"""The locks of what is installed, and what renews them."""
