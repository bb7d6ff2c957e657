"""A stock Raspberry Pi, Jetson or Linux computer as the appliance: which board it is, and every system file that makes it one.

From a board's `board.toml` and the clinic's own settings to files: `settings` reads, `system_files` computes, `install` and
`boot_files` write. It runs while a release is installed, so it imports neither Qt nor numpy.
"""
