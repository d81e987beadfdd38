"""The web app of ``ringkas serve``: runs to read, the editor's desk, and the page on which people judge systems.

It keeps nothing but files: ``edits.jsonl`` in a run folder, the translation memory, a glossary, and a votes file. What
is in memory (jobs, loaded models, indexes of articles) may be lost at any time. :mod:`.app` puts it together.
"""
