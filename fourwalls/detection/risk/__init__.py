"""Signs of significant harm: cue components that are configured, weighed together with a small trained model."""
