"""Training: parallel text in, a checkpoint in the hub's layout out, with a card that says what it was made from.

    prepare -> align -> start -> train (rounds, with synthetic pairs between them) -> evaluate -> export

Stands beside the runner: nothing in a run imports this package. ``cli.train_cli`` is the verb ``ringkas train``,
``config.TrainConfig`` what a preset under ``configs/train/`` may say, ``workspace.Workspace`` the run folder.
Needs the extra ``[train]`` (matplotlib) only for the plot.
"""
