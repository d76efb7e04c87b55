"""What people type about reports: the report itself, and what they say along its way."""
