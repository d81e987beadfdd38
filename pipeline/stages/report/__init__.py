"""The files a run leaves for people and scripts: rows (:mod:`.rows`), pages (:mod:`.pages`), the manifest.

They are written shard by shard (:mod:`.public`), and what the last report (:mod:`.lock`) has of a shard is copied.
"""
