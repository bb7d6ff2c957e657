"""How old a frame is when it is handed over, and how fast the simulated probe makes one."""
