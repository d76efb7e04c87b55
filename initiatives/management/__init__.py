"""Doors for the person who runs the portal: commands, and what they read."""
