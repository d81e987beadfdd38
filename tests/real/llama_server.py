"""Serves a GGUF file with llama.cpp's own server, on this machine alone, until its input ends.

``python llama_server.py FILE NAME [TEMPLATE]`` prints the address when the server answers. The package ``xllamacpp``
brings llama.cpp's server compiled, so that nothing has to be built.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main(file: str, name: str, template: str = "") -> None:
    xllamacpp = importlib.import_module("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = file
    params.model_alias = {name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0  # any that is free
    params.n_ctx = 2048
    params.n_parallel = 1
    params.warmup = False
    # Its threads wait for each other by spinning: on a busy machine several are far slower than one.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    if template:
        params.chat_template = Path(template).read_text("utf-8")
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
