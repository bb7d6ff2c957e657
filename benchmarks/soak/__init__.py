"""Hours of frames with faults between them: what grows, and what slows down."""
