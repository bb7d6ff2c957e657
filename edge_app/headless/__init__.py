"""The work of the kiosk without a screen: an exam into a folder, files into JSON."""
