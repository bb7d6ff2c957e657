"""Makes the release of a board: one signed file with a finished tree, which the device unpacks and runs. Workstation only.

What a release file holds, in which order and why: docs/adr/0043-releases.md.
"""
