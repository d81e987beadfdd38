"""The files a run leaves for people and scripts: rows (:mod:`.rows`), pages (:mod:`.pages`), the manifest."""
