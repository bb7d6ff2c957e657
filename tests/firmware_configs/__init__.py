"""The files of the boards and of the system, each by its own tool."""
