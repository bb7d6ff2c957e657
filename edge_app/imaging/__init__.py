"""Pure functions of pixels: preprocessing, heatmap, echo intensity."""
