"""`make fuzz`: damaged input against every parser, and drawn screens against field search and analysis; docs/adr/0039."""
