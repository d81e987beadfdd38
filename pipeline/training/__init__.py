"""Trains a checkpoint from parallel text and exports it in the hub's layout, with a card that says how it was made.

    prepare -> align -> start -> train (rounds, with synthetic pairs between them) -> evaluate -> export

No stage of a run imports this package. ``pipeline.cli.train`` is the verb ``ringkas train``, ``config.TrainConfig``
the schema of a preset under ``configs/train/``, ``workspace.Workspace`` the run folder.
Needs the extra ``[train]`` (matplotlib) only for the plot.
"""
