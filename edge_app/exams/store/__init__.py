"""The encrypted exam store and its audit trail."""
