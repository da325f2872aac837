"""Learning systems at the edge: one folder a vendor, joined to the rest by `base` alone."""
