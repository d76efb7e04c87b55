"""The register as at a past date: every list and dashboard over copies of the records as they stood then."""
