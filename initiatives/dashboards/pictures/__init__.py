"""Pictures of shared work: each answers one question in a sentence, a chart, a table and a file of the same figures."""
