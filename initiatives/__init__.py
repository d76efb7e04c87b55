"""What: the register, meetings, agreements, reviews, reminders and dashboards."""
