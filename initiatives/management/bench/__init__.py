"""A register far larger than any county's, and how long its pages take."""
