"""Collects pages of news sites for later runs: the only part of the package that reads the web.

    feeds, sitemaps --documents--> links --collect--> pages --pages--> DIR/HOST/NAME.html and its sidecar

Requests go through :mod:`.fetcher` and :mod:`.network`; :mod:`.robots` and :mod:`.pacing` hold what sites ask for,
:mod:`.state` what was done.
"""
