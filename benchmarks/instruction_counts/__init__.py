"""How many instructions the hot path takes, counted by valgrind: the same everywhere and always, so that growth is noticed."""
