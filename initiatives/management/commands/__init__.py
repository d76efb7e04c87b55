"""What `manage.py` can be asked to do here."""
