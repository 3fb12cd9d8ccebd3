"""Run by Superset's test in an environment with Playwright: opens the dashboards in Chromium as a person would.

Prints one JSON object: for each dashboard its chart requests (chart id, status, rows, columns filtered by, error), what was drawn wrongly,
and what the browser complained about. Arguments: browser, address of Superset, user, folder for the pictures, slugs;
the password comes through the environment.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Response, TimeoutError, sync_playwright

QUIET_MILLISECONDS = 120_000


def log_in(page: Page, address: str, user: str) -> None:
    page.goto(f"{address}/login/")
    page.fill("#username, input[name=username]", user)
    page.fill("#password, input[name=password]", os.environ["SUPERSET_PASSWORD"])
    page.click("button[type=submit], input[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)


def look_at(page: Page, address: str, slug: str, picture: Path) -> dict:
    requests: list[dict] = []

    def remember(response: Response) -> None:
        if "/api/v1/chart/data" not in response.url:
            return
        form = json.loads(parse_qs(urlsplit(response.url).query).get("form_data", ["{}"])[0])
        entry = {"chart": form.get("slice_id"), "status": response.status, "rows": 0, "error": None}
        asked = (response.request.post_data_json or {}).get("queries", [{}])
        entry["filtered_by"] = sorted({str(one.get("col")) for query in asked for one in query.get("filters", [])})
        try:
            answer = response.json()
            entry["first_rows"] = [row for result in answer.get("result", []) for row in result.get("data", [])[:10]]
            entry["rows"] = max((result.get("rowcount") or 0 for result in answer.get("result", [])), default=0)
            entry["error"] = answer.get("message") or next(
                (r["error"] for r in answer.get("result", []) if r.get("error")), None
            )
        except Exception as error:  # the page may have moved on before the body came
            entry["error"] = str(error)
        requests.append(entry)

    page.on("response", remember)
    page.goto(f"{address}/superset/dashboard/{slug}/?standalone=0")
    page.wait_for_selector(".dashboard-grid, [data-test=grid-container]", timeout=QUIET_MILLISECONDS)
    height = tall(page)
    for _ in range(3):  # charts load when they come into view, and filters come after the first of them
        page.wait_for_load_state("networkidle", timeout=QUIET_MILLISECONDS)
        page.wait_for_timeout(1500)
    try:
        page.wait_for_function(
            "!document.querySelector('.dashboard-grid .loading, [data-test=loading-indicator]')", timeout=60_000
        )
    except TimeoutError:
        requests.append({"chart": None, "status": 0, "rows": 0, "error": "a chart never stopped loading"})
    page.screenshot(path=picture)
    page.remove_listener("response", remember)
    alerts = page.eval_on_selector_all(
        "[role=alert], .ant-alert-error", "nodes => nodes.map(node => node.innerText.trim())"
    )
    return {
        "requests": requests,
        "alerts": [text for text in alerts if text],
        "empty": page.eval_on_selector_all(".ant-empty", "nodes => nodes.map(node => node.innerText.trim())"),
        "drawn": page.locator(
            ".chart-slice canvas, .chart-slice svg, .chart-slice table, .chart-slice .tiles, .chart-slice .header-line"
        ).count(),
        "tiles": page.locator(".tiles .tile").count(),
        "tile_colours": page.evaluate(
            "new Set([...document.querySelectorAll('.tiles .tile')].map(tile => getComputedStyle(tile).backgroundColor)).size"
        ),
        "text": page.inner_text("body"),
        "height": height,
    }


def tall(page: Page) -> int:
    """Make the window as tall as the dashboard, so that every chart is in view."""
    page.wait_for_timeout(3000)
    height = page.evaluate("Math.max(...[...document.querySelectorAll('*')].map(node => node.scrollHeight))")
    page.set_viewport_size({"width": 1500, "height": min(int(height) + 200, 4500)})
    return int(height)


def main(browser_path: str, address: str, user: str, folder: str, *slugs: str) -> None:
    complaints: list[str] = []
    seen = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 1200}, locale="ko-KR")
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        log_in(page, address, user)
        for slug in slugs:
            page.set_viewport_size({"width": 1500, "height": 1200})
            seen[slug] = look_at(page, address, slug, Path(folder) / f"{slug}.png")
        charts = page.request.get(f"{address}/api/v1/chart/?q=(page_size:100)").json()["result"]
        titles = {chart["id"]: chart["slice_name"] for chart in charts}
        browser.close()
    json.dump({"dashboards": seen, "complaints": complaints, "titles": titles}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
