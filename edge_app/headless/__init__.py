"""The kiosk's work without a screen: an exam written to a folder, files analysed to JSON."""
