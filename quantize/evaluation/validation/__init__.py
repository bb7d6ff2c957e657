"""A finished bundle, as it is, on another site's images: asked, measured, and what holds there and what does not."""
