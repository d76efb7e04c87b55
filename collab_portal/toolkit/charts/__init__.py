"""Pictures drawn on the server in two sizes: one for a desk, one for a phone. They know no nouns of the county.

A chart is a picture of a table that stands below it. Python measures where each mark and word lies; the templates in
components/ draw it, so that everything people wrote is escaped. Nothing is rotated, scaled down or told by colour alone.
"""
