"""The engines that execute shards, one module each; they do not know what a stage does.

An engine has ``execute(tasks, store, config, tick)``, which yields the lock of each task as it is finished.
"""
