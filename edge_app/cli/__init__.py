"""The command `edge-app`: one file per command."""
