"""Exams: stored encrypted and atomically, with an audit trail of who did what."""
