"""What puts a release onto a device, chooses which one runs, and goes back to the previous one: the program `release.pyz`.

It runs before anything of a release is unpacked, on the system's own Python (3.10 or newer), so it imports the standard library
and three files of ours that do the same. Signatures are verified by the system's `openssl`, archives are read by its `zstd`.
"""
