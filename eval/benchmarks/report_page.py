"""What ``report.html`` of thousands of articles costs to write and to open: size, first paint, search, scrolling.

    python eval/benchmarks/report_page.py                  # 5,000 articles
    python eval/benchmarks/report_page.py --articles 20000 --keep page.html

The articles are made of the starter suite's sentences and their reference translations, with flags, rejections, sources
and dates drawn at random. The page is opened from a file in headless Chromium (``--chromium`` names it), which
Playwright drives. Printed: size, and the processor time to make it; the first contentful paint and the time until the
first briefs stand there, both from the start of the navigation, and the processor time of the page's main thread until
then, which does not depend on what else the machine does; a search in all briefs and in all whole articles; and the
frames of a scroll through the list. Medians of ``--runs`` openings.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.core import records as r  # noqa: E402
from pipeline.core.run_articles import ArticleRecords, encoded  # noqa: E402
from pipeline.stages.report import pages  # noqa: E402

SOURCES = ("Kabar Timur", "Harian Muara", "Suara Lembah", "Warta Pesisir", "Pos Utara", "Berita Rimba")
FLAGS = (
    "number-added",
    "negation-lost",
    "name-lost",
    "date-lost",
    "left-over",
    "score-low",
    "number-repaired",
    "split",
)
SEARCHED = "gempa pesisir"

# Times from the start of the navigation, in milliseconds.
PAINTED = """() => ({
  paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  ready: performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
})"""
SEARCH = """async ([text, deep]) => {
  const query = document.getElementById("query"), count = document.getElementById("count"), before = count.textContent;
  document.getElementById("deep").checked = deep;
  query.value = text;
  const start = performance.now();
  query.dispatchEvent(new Event("input", { bubbles: true }));
  while (count.textContent === before) await new Promise((done) => requestAnimationFrame(done));
  return performance.now() - start;
}"""
SCROLL = """async (steps) => {
  const frames = [];
  let last = performance.now();
  for (let n = 0; n < steps; n += 1) {
    scrollBy(0, 400);
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames.sort((a, b) => a - b);
}"""


def main() -> None:
    """Measure and print."""
    args = arguments()
    with tempfile.TemporaryDirectory(prefix="report-page-") as folder:
        path = Path(args.keep or Path(folder, "report.html"))
        made = list(articles(args.articles, args.seed))
        start = time.process_time()
        path.write_bytes(page(made, args.articles))
        took = time.process_time() - start
        print(
            f"{args.articles:,} articles: {path.stat().st_size / 2**20:.1f} MiB, made in {took:.1f} s of processor time"
        )
        chromium = args.chromium or shutil.which("chromium") or shutil.which("google-chrome")
        if chromium is None:
            raise SystemExit("no Chromium was found: --chromium PATH says where it is")
        opened = [measure(path, chromium) for _ in range(args.runs)]
    for name in opened[0]:
        print(f"{name:32} {statistics.median(one[name] for one in opened):8.0f} ms")
    print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}, median of {args.runs}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chromium", help="the browser's program")
    parser.add_argument("--keep", help="write the page here and leave it")
    return parser.parse_args()


def measure(path: Path, chromium: str) -> dict[str, float]:
    """Open the page in a new browser; milliseconds by name."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page()
        metrics = tab.context.new_cdp_session(tab)
        metrics.send("Performance.enable")
        tab.goto(path.resolve().as_uri())
        tab.wait_for_selector("#feed .card")
        times = tab.evaluate(PAINTED)
        counted = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}
        frames = tab.evaluate(SCROLL, 120)
        tab.evaluate("scrollTo(0, 0)")
        found = {
            "first contentful paint": times["paint"],
            "briefs there": times["ready"],
            "processor time of the page": counted["ThreadTime"] * 1000,
            "frame of a scroll, median": statistics.median(frames),
            "frame of a scroll, 95th percentile": frames[int(len(frames) * 0.95)],
            f"search for {SEARCHED!r}": tab.evaluate(SEARCH, [SEARCHED, False]),
            "the same in whole articles": tab.evaluate(SEARCH, [SEARCHED.split()[0], True]),
        }
        browser.close()
    return found


def page(articles: Iterable[ArticleRecords], count: int) -> bytes:
    """The page of these articles, as a run would write it."""
    made = list(articles)
    briefs = sum(one.brief is not None for one in made)
    rejected = [r.Rejected(one.article.input, "clean", "nothing but boilerplate") for one in made if one.clean is None]
    stage = {"in": count, "out": briefs, "rejected": len(rejected), "flagged": 0, "details": {"flag:split": 3}}
    counts = {
        "ingest": {**stage, "out": count, "rejected": 0, "seconds": 1.5},
        "translate": {**stage, "seconds": 300.0},
        "summarize": {**stage, "seconds": 20.25},
    }
    context = pages.pages_context("Ringkas: briefs", counts, [], rejected, limit=0.35)
    html = pages.html(context, 0)
    parts = [html.head(), *(html.section(one, n) for n, one in enumerate(made, 1)), html.tail()]
    return encoded("".join(parts))


def articles(count: int, seed: int = 1) -> Iterator[ArticleRecords]:
    """So many articles of 10 to 20 sentences; one of 50 was rejected on its way, one of eight has flags."""
    rng = random.Random(seed)
    suite = ROOT / "eval/suites/starter/articles.jsonl"
    rows = [json.loads(line) for line in suite.read_text("utf-8").splitlines()]
    pairs = [tuple(pair) for row in rows for pair in row["sentences"]]
    for number in range(count):
        yield article(number, rng, rows[number % len(rows)], [rng.choice(pairs) for _ in range(rng.randint(10, 20))])


def article(number: int, rng: random.Random, row: dict[str, Any], pairs: list[tuple[str, ...]]) -> ArticleRecords:
    """An article with a title of the suite and these sentences."""
    ident, name, source = f"article-{number:05}", f"news/{number:05}.txt", rng.choice(SOURCES)
    date = f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    sentences = tuple(r.Sentence(n, n // 3, text, text) for n, (text, _) in enumerate(pairs))
    lines = [" ".join(s.text for s in sentences[n : n + 3]) for n in range(0, len(sentences), 3)]
    text = "\n".join([*lines, "Baca juga: Kabar lain hari ini"])
    url = f"https://berita.example.com/{date.replace('-', '/')}/{number}/{row['id']}"
    original = r.Article(ident, name, text, f"{row['title']} ({number})", source, url, date, "id")
    if number % 50 == 49:
        return ArticleRecords(original)
    removed = (r.Removed(len(lines), "Baca juga: Kabar lain hari ini", "read-also"),)
    clean = r.CleanArticle(ident, name, original.title, date, source, url, "id", sentences, removed)
    wrong = number % 8 == 7
    flags = [(rng.choice(FLAGS),) if wrong and n < 5 and rng.random() < 0.5 else () for n in range(len(pairs))]
    middle = tuple(
        r.Translation(n, source, text, -0.3, round(rng.uniform(0.3, 0.9), 3), flags[n])
        for n, (source, text) in enumerate(pairs)
    )
    told = tuple(
        r.BriefSentence(middle[n].text, (r.Citation(n, 1.0),), tuple(f"translation-{f}" for f in flags[n]))
        for n in sorted(rng.sample(range(6), 3))
    )
    headline = ("headline-translation-name-lost",) if wrong and rng.random() < 0.3 else ()
    every = tuple(dict.fromkeys([*(f for s in told for f in s.flags), *headline]))
    brief = r.Brief(ident, name, original.title, f"{row['title_en']} ({number})", told, "salient", every)
    return ArticleRecords(original, clean, r.TranslatedArticle(ident, name, None, middle), brief)


if __name__ == "__main__":
    main()
