"""What takes detail out of an image or puts grain into it: frequency, speckle, blur, pixels, compression."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage
from quantize.perturbations.grey_levels import DECIBEL, as_grey

# Standard deviations of the simulated scanner's pulse and beam at its focus, at 8 MHz (`edge_app.phantom.scanner`).
AXIAL_MM, LATERAL_MM = 0.1, 0.2
USUAL_MM_PER_PIXEL = 0.1  # where the scale is unknown


def change_frequency(image: GreyImage, ratio: float, mm_per_pixel: float | None) -> GreyImage:
    """The image (h, w) as of another frequency, `ratio` of its own, with the gain set so that its mean stays.

    Pulse and beam are as wide as the wavelength is long. A lower frequency widens them: the echo's amplitude is smoothed by the
    Gaussian that makes the old width the new one. A higher one narrows them: one step of van Cittert's iteration (1931) on the
    grey levels, which cannot bring back what was never resolved. Approximate: amplitudes are smoothed, where a scanner adds
    waves, so speckle becomes coarser but also fainter; that a high frequency reaches less deep is left to the time-gain
    compensation.
    """
    if ratio == 1:
        return np.array(image)
    wider = np.sqrt(abs(1 / ratio**2 - 1)) / (mm_per_pixel or USUAL_MM_PER_PIXEL)
    sigma = (LATERAL_MM * float(wider), AXIAL_MM * float(wider))
    grey = image.astype(np.float32)
    if ratio < 1:
        nepers = np.float32(np.log(10) / 20 / DECIBEL)
        amplitude = _smoothed(np.exp(grey * nepers), sigma)
        changed = np.log(amplitude) / nepers
    else:
        changed = 2 * grey - _smoothed(grey, sigma)
    return as_grey(changed + (grey.mean() - changed.mean()))


def add_speckle(image: GreyImage, share: float, rng: np.random.Generator) -> GreyImage:
    """The image (h, w) with a further pattern of speckle, `share` (0-1) of its intensity, its mean level kept.

    Fully developed speckle multiplies the intensity by an exponentially distributed factor, the squared magnitude of a complex
    Gaussian field as wide as the point spread (Goodman 1976). Approximate: the image's own speckle stays below it.
    """
    if share == 0:
        return np.array(image)
    sigma = (LATERAL_MM / USUAL_MM_PER_PIXEL, AXIAL_MM / USUAL_MM_PER_PIXEL)
    real, imaginary = (_smoothed(rng.standard_normal(image.shape, dtype=np.float32), sigma) for _ in range(2))
    intensity = np.square(real) + np.square(imaginary)
    factor = (1 - share) + share * intensity / intensity.mean()
    decibel = 10 * np.log10(np.maximum(factor, 1e-6))
    return as_grey(np.asarray(image + (decibel - decibel.mean()) * DECIBEL, np.float32))


def blur(image: GreyImage, sigma: float) -> GreyImage:
    """The image (h, w) smoothed by a Gaussian of that standard deviation, px: a grabber or a camera out of focus."""
    return np.array(image) if sigma == 0 else np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def pixelate(image: GreyImage, side: int) -> GreyImage:
    """The image (h, w) in blocks of `side` px (1 or more): scaled down on its way and up again."""
    if side == 1:
        return np.array(image)
    height, width = image.shape
    few = (max(1, round(width / side)), max(1, round(height / side)))
    small = cv2.resize(image, few, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def compress_jpeg(image: GreyImage, quality: int) -> GreyImage:
    """The image (h, w) as a JPEG file of that quality, 1-100, gives it back."""
    file = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, quality))[1]
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE), np.uint8)


def _smoothed(values: FloatMap, sigma: tuple[float, float]) -> FloatMap:
    """By standard deviations across and down, px."""
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigmaX=sigma[0], sigmaY=sigma[1]), np.float32)
