"""Between translations and briefs: how an article is cut into parts, and how a summary is brought into shape."""
