"""What was signed, by which legal parties, and what happened to it since."""
