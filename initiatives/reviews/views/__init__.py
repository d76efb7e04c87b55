"""The pages of reports and leadership reviews, by subject."""
