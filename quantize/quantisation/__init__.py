"""Eight bits: post-training, rounding, quantisation-aware training."""
