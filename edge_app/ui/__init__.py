"""The kiosk's screen: the only package that uses Qt."""
