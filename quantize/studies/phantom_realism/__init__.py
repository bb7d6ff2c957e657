"""How far the simulator is from real images of muscle: texture, a domain classifier, a limb sweep, the network's answers."""
