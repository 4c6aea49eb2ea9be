"""Text in, findings out: identifying details and signs of risk. No clock, no network, no storage."""
