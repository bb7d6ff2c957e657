"""How soon the drift monitor alarms, and at what; on simulated patients, and what real images say of its numbers."""
