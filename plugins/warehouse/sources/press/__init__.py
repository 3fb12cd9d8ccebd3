"""Articles and press releases: from feeds, boards and inbox folders, kept as facts with witnesses."""
