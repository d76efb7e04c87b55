"""Leadership reviews: who asked for which report by when, and what became of it."""
