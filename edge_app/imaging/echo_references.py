"""The built-in healthy references for echo intensity."""

from __future__ import annotations

from edge_app.imaging.echo_intensity import EchoReference, Regression
from edge_app.records import Muscle

# Regressions on healthy volunteers of the Radboud centre (muscle-ultrasound thesis code), with their residual SD. They are
# valid for that scanner and preset; here they define the simulated population, and apply only to the simulated probe.
PHANTOM_REFERENCE = EchoReference(
    name="phantom",
    description="the simulated population at its reference preset",
    muscles={
        Muscle.BICEPS_BRACHII.value: Regression(constant=53.16, age=0.0661, age_squared=0.00250, weight_kg=0.0877, sd=7.04),
        Muscle.TIBIALIS_ANTERIOR.value: Regression(constant=63.60, male=-6.46, age=0.353, sd=8.89),
        Muscle.GASTROCNEMIUS_MEDIALIS.value: Regression(constant=78.68, male=-4.37, age=0.325, height_cm=-0.134, sd=7.81),
    },
)
