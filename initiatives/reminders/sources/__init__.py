"""Where the facts come from: a module for each kind of reminder, and what they share about people and records."""
