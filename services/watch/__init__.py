"""Watching the engine from outside it: the banner on every page, the page about the engine, and check_reminders."""
