"""What the board says of its supply, temperature and battery, in the lines that `doctor` prints."""

from __future__ import annotations

from collections.abc import Iterator

from edge_app.system.board_health import BoardSensors, in_order


def board_report(sensors: BoardSensors) -> Iterator[str]:
    """How the board is now, and what it reports at all."""
    yield "the board's supply, temperature and battery:"
    if not sensors.names:
        yield "      this machine reports nothing of them"
        return
    health = sensors.read()
    parts = [", ".join(concern.value for concern in in_order(health.concerns)) or "nothing to worry about"]
    if health.temperature_c is not None:
        parts.append(f"{health.temperature_c:.0f} degrees C at its hottest place")
    if health.battery is not None:
        parts.append(f"battery {100 * health.battery:.0f} %")
    if health.power_mode:
        parts.append(f"power mode {health.power_mode}")
    yield f"      {'; '.join(parts)}"
    yield f"      reported by: {', '.join(dict.fromkeys(sensors.names))}"
