"""The kiosk's screen: the only place that knows Qt."""
