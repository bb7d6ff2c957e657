"""Whether an interrupt is behind an error, whatever the errors' order."""

from __future__ import annotations

from edge_app.cli.interrupt import comes_of_interrupt


def test_it_is_found_as_a_cause_and_as_a_context() -> None:
    caused, met = ImportError("a library"), ImportError("another")
    caused.__cause__, met.__context__ = ValueError("between"), KeyboardInterrupt()
    caused.__cause__.__context__ = KeyboardInterrupt()
    assert comes_of_interrupt(caused) and comes_of_interrupt(met) and comes_of_interrupt(KeyboardInterrupt())
    assert not comes_of_interrupt(ValueError("alone"))


def test_errors_that_lead_back_to_themselves_end() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__context__ = second, first
    assert not comes_of_interrupt(first) and not comes_of_interrupt(second)
    second.__cause__ = KeyboardInterrupt()
    assert comes_of_interrupt(first)
