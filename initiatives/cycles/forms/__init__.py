"""What people type about review cycles."""
