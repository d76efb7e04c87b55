"""Westmere, a made-up county: who takes part in it, what they do together, and eighteen months of it."""
