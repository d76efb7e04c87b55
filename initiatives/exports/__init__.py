"""What people take away: the three tables that forces are asked for, made beside the request and kept for a day."""
