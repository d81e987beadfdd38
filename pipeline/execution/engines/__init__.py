"""How shards are executed, and nothing about what is done to them; one module per engine.

An engine has ``execute(tasks, store, config, tick)``, which yields the lock of each task as it is finished.
"""
