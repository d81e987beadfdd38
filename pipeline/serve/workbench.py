"""Holds the models that are loaded, and the work that needs them: live processing, alternatives, and runs again."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import OrderedDict
from typing import Any

from pipeline.core.claims import DESK
from pipeline.core.config import Config
from pipeline.core.errors import UserError
from pipeline.core.run_folder import Store
from pipeline.execution.request import RunRequest, prepare
from pipeline.execution.runner import claim_and_run
from pipeline.guards import Context, check_all
from pipeline.language.glossary import Glossary
from pipeline.serve.findings import told
from pipeline.serve.jobs import Job, JobQueue
from pipeline.serve.live import Bench
from pipeline.serve.user_files import config_of

MOST_BENCHES = 2  # configs whose models stay loaded
MOST_ALTERNATIVES = 10
RUN_SECONDS = 24 * 3600.0  # a run is stopped by its own means, and continues
log = logging.getLogger("ringkas")


class Workbench:
    """The models in use, those of the last configs.

    Args:
        config: of pasted texts.
        jobs: the queue that pasted texts and runs go through.
    """

    def __init__(self, config: Config, jobs: JobQueue) -> None:
        self.config = config
        self.jobs = jobs
        self._benches: OrderedDict[str, Bench] = OrderedDict()
        self._turn = threading.Lock()

    def bench(self, config: Config) -> Bench:
        """The bench of a config; the one that was not used for longest makes room."""
        key = config.model_dump_json(exclude={"run", "ingest", "score", "report", "description"})
        with self._turn:
            bench = self._benches.pop(key, None) or Bench(config)
            self._benches[key] = bench
            while len(self._benches) > MOST_BENCHES:
                self._benches.popitem(last=False)
        return bench

    def process(self, name: str, content: bytes) -> Job:
        """Take a pasted text or a file through the stages, as a job.

        Raises:
            BusyError: too many jobs are waiting.
        """
        bench = self.bench(self.config)
        return self.jobs.submit(name or "pasted text", lambda job: bench.process(job, name, content))

    def alternatives(self, store: Store, text: str, count: int) -> list[dict[str, Any]]:
        """What the run's translator finds beside its best translation of a sentence, each with what guards say of it.

        Raises:
            UserError: the sentence is too long for the translator.
            ModelError: the checkpoint is missing or broken.
        """
        config = config_of(store)
        bench = self.bench(config)
        count = min(count, MOST_ALTERNATIVES)
        with bench.turn:
            engine = bench.translate.translator
            if engine.count_tokens([text])[0] > engine.max_source_tokens:
                raise UserError("the sentence is too long for the translator", "type the translation")
            beam = max(count, config.translate.beam_size or 0)
            (found,) = engine.translate([text], beam_size=beam, n_best=count)
        glossary = Glossary.load(config.translate.glossary or None)
        distinct = {hypothesis.text: hypothesis for hypothesis in reversed(found)}
        return [
            {"text": h.text, "score": h.score, **told(check_all(text, h.text, Context(glossary, h.score)))}
            for h in reversed(distinct.values())
        ]

    def run_again(self, name: str, store: Store) -> Job:
        """Run a run folder again, as ``ringkas run --out`` does: what is up to date stays.

        Raises:
            BusyError: too many jobs are waiting.
        """

        def work(job: Job) -> dict[str, Any]:
            listener = _Listener(job)
            log.addHandler(listener)
            mark = store.root / DESK
            try:
                mark.touch()
                prepared, folder = prepare(RunRequest(out=str(store.root)), dt.date.today())
                done = claim_and_run(prepared, folder)
            finally:
                mark.unlink(missing_ok=True)
                log.removeHandler(listener)
            return {"run": name, "stages": list(done)}

        return self.jobs.submit(f"run {name} again", work, RUN_SECONDS)


class _Listener(logging.Handler):
    """Tells a job what the log says."""

    def __init__(self, job: Job) -> None:
        super().__init__(logging.INFO)
        self._job = job

    def emit(self, record: logging.LogRecord) -> None:
        self._job.tell("log", line=record.getMessage())
