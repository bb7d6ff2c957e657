"""How often the guard errs, by what it looks at; and what its limits were chosen by."""
