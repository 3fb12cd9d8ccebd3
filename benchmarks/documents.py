"""Speed of the article extractor: articles per second on two processes, and growth with the length of the text.

Run: `python benchmarks/documents.py` (needs the package on the path; takes about a minute).
"""

from __future__ import annotations

import argparse
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from warehouse.documents import extract_document

ARTICLES = Path(__file__).resolve().parents[1] / "tests" / "unit" / "documents" / "articles"
TARGET_BYTES = 2048
TARGET_RATE = 100


def articles() -> list[bytes]:
    """Our own articles, each repeated paragraph by paragraph up to about two kilobytes."""
    result = []
    for path in sorted(ARTICLES.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        text, index = "\n".join(lines), 0
        while len(text.encode()) < TARGET_BYTES:
            text += "\n" + lines[index % len(lines)]
            index += 1
        result.append(text.encode())
    return result


def work(batch: list[bytes]) -> tuple[float, float]:
    """Extract a batch after the analyser is loaded; seconds by the clock and seconds of processor time."""
    extract_document(batch[0], document_id="warm")
    clock, processor = time.perf_counter(), time.process_time()
    for number, content in enumerate(batch):
        extract_document(content, document_id=str(number))
    return time.perf_counter() - clock, time.process_time() - processor


def rate(count: int, processes: int) -> tuple[float, float]:
    """Articles per second over all processes, by the clock and by processor time, start-up left out.

    The second figure is what free cores reach; the first also pays for whatever else the machine does.
    """
    source = articles()
    batch = [source[number % len(source)] for number in range(count)]
    parts = [batch[index::processes] for index in range(processes)]
    with ProcessPoolExecutor(processes) as pool:
        times = list(pool.map(work, parts))
    return count / max(clock for clock, _ in times), count / max(processor for _, processor in times)


def growth() -> list[tuple[int, float]]:
    """Seconds for one document of 1, 2, 4, 8 times the length (median of five)."""
    paragraph = b"\n".join(articles())
    result = []
    for factor in (1, 2, 4, 8):
        content = paragraph[:30_000] * factor
        times = []
        for _ in range(5):
            start = time.perf_counter()
            extract_document(content.decode("utf-8", "ignore"), document_id="long")
            times.append(time.perf_counter() - start)
        result.append((len(content), statistics.median(times)))
    return result


def main() -> int:
    """Print the figures; exit code 1 when the rate is under the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    sizes = [len(content) for content in articles()]
    clock, speed = rate(options.count, options.processes)
    print(
        f"{clock:.0f} articles/s by the clock, {speed:.0f} by processor time, on {options.processes} processes ({options.count} articles of {statistics.mean(sizes):.0f} bytes; target {TARGET_RATE})"
    )
    extract_document(articles()[0], document_id="warm")
    for size, seconds in growth():
        print(f"{size:>9,} bytes  {seconds:6.2f} s  {size / seconds / 1000:7.0f} kB/s")
    return 0 if speed >= TARGET_RATE else 1


if __name__ == "__main__":
    raise SystemExit(main())
