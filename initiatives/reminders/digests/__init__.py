"""Digests: letters that sum up what is due, late, waiting and new, as often as their reader wants them."""
