"""The portal's speed as ratios: our work beside a peer's, in one run, on any machine."""
