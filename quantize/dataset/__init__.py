"""Images, masks and their manifest; how they are split, augmented and batched; the simulated set."""
