"""What boards show of themselves in /sys, with the names that their kernels give: a folder for /."""

from __future__ import annotations

from pathlib import Path


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n")


def raspberry_pi_5(root: Path, throttled: str = "0", undervoltage: str = "0", millidegrees: str = "54300") -> Path:
    """Its kernel has trip points for the fan ("active") and one at which it switches off."""
    write(root, {
        "sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled": throttled,
        "sys/class/hwmon/hwmon0/name": "cpu_thermal",
        "sys/class/hwmon/hwmon1/name": "rp1_adc",
        "sys/class/hwmon/hwmon2/name": "pwmfan",
        "sys/class/hwmon/hwmon3/name": "rpi_volt",
        "sys/class/hwmon/hwmon3/in0_lcrit_alarm": undervoltage,
        "sys/class/thermal/thermal_zone0/type": "cpu-thermal",
        "sys/class/thermal/thermal_zone0/temp": millidegrees,
        "sys/class/thermal/thermal_zone0/trip_point_0_type": "critical",
        "sys/class/thermal/thermal_zone0/trip_point_0_temp": "110000",
        "sys/class/thermal/thermal_zone0/trip_point_1_type": "active",
        "sys/class/thermal/thermal_zone0/trip_point_1_temp": "50000",
        "sys/class/thermal/cooling_device0/type": "pwm-fan",
        "sys/class/thermal/cooling_device0/cur_state": "2",
    })  # fmt: skip
    return root


def raspberry_pi_4(root: Path, throttled: str = "0") -> Path:
    write(root, {
        "sys/devices/platform/soc/soc:firmware/get_throttled": throttled,
        "sys/class/thermal/thermal_zone0/type": "cpu-thermal",
        "sys/class/thermal/thermal_zone0/temp": "61800",
    })  # fmt: skip
    return root


def jetson_orin_nano(root: Path, cpu: str = "51000", throttled: str = "0", events: tuple[int, int, int] = (0, 0, 0)) -> Path:
    """events: of undervoltage, average overcurrent and brief overcurrent since it was switched on."""
    write(root, {
        "sys/class/hwmon/hwmon0/name": "ina3221",
        "sys/class/hwmon/hwmon1/name": "soctherm_oc",
        **{f"sys/class/hwmon/hwmon1/oc{number}_event_cnt": str(count) for number, count in enumerate(events, 1)},
        "sys/class/thermal/thermal_zone0/type": "cpu-thermal",
        "sys/class/thermal/thermal_zone0/temp": cpu,
        "sys/class/thermal/thermal_zone0/trip_point_0_type": "active",
        "sys/class/thermal/thermal_zone0/trip_point_0_temp": "46000",
        "sys/class/thermal/thermal_zone0/trip_point_1_type": "passive",
        "sys/class/thermal/thermal_zone0/trip_point_1_temp": "99000",
        "sys/class/thermal/thermal_zone1/type": "gpu-thermal",
        "sys/class/thermal/thermal_zone1/temp": "49500",
        "sys/class/thermal/cooling_device0/type": "pwm-fan",
        "sys/class/thermal/cooling_device0/cur_state": "3",
        "sys/class/thermal/cooling_device1/type": "cpu-throttle-alert",
        "sys/class/thermal/cooling_device1/cur_state": throttled,
        "sys/class/thermal/cooling_device2/type": "devfreq-17000000.gpu",
        "sys/class/thermal/cooling_device2/cur_state": "0",
        "var/lib/nvpmodel/status": "pmode:0002",
        "etc/nvpmodel.conf": "< POWER_MODEL ID=0 NAME=15W >\n< POWER_MODEL ID=2 NAME=MAXN_SUPER >\nCPU_ONLINE CORE_0 1",
    })  # fmt: skip
    return root


def tablet(root: Path, percent: str = "76", status: str = "Discharging") -> Path:
    """With a battery, and a mouse that has one too."""
    write(root, {
        "sys/class/power_supply/BAT0/type": "Battery",
        "sys/class/power_supply/BAT0/capacity": percent,
        "sys/class/power_supply/BAT0/status": status,
        "sys/class/power_supply/hidpp_battery_0/type": "Battery",
        "sys/class/power_supply/hidpp_battery_0/scope": "Device",
        "sys/class/power_supply/hidpp_battery_0/capacity": "5",
        "sys/class/power_supply/hidpp_battery_0/status": "Discharging",
        "sys/class/power_supply/AC/type": "Mains",
        "sys/class/thermal/cooling_device0/type": "Processor",
        "sys/class/thermal/cooling_device0/cur_state": "0",
        "sys/class/thermal/cooling_device1/type": "intel_powerclamp",
        "sys/class/thermal/cooling_device1/cur_state": "-1",
    })  # fmt: skip
    return root
