"""Organisations: what kind they are, who signs for them, what they succeed; and the days they do not work."""
