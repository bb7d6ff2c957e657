"""What the store's transactions write, by subject: rows, and the audit entries that go with them.

Every function here runs inside `AuditedDatabase.transaction`; which of them belong to one transaction is said in `store.py`.
"""
