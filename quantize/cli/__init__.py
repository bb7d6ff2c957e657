"""The command `python -m quantize`: one file per command."""
