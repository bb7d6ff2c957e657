"""What a device sends, or has recorded, instead of a whole image of the scanner."""
