"""A finger and a camera for the kiosk: drives it by touch and photographs its screens."""
