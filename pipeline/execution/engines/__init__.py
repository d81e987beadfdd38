"""The engines that execute shards, one module each; they do not know what a stage does.

An engine has ``opened(store, config)``, a context manager that lasts as long as the run and gives a function
``execute(tasks, tick)``: it makes shards of one stage and yields the lock of each as it is finished.
"""
