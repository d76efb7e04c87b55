"""The pages of the reminders, by subject."""
