"use strict";
// Search over the initiatives, and the evidence behind every number. Text is set as text, never as HTML.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const most = 200;
  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const won = new Intl.NumberFormat(data.language);

  const dialog = document.getElementById("witness");
  const evidence = ([text, amount, spent, documentAt, line, quote, record, loadAt]) => {
    const item = element("li");
    const head = [text, amount === null ? null : `${won.format(amount)} KRW`, spent === null ? null : `${words.spent} ${won.format(spent)} KRW`];
    item.append(element("div", head.filter(Boolean).join(" · ")));
    if (quote) item.append(element("blockquote", quote));
    if (documentAt !== null) {
      const [title, publisher, url, day] = data.documents[documentAt];
      const where = element("div");
      where.append(url ? element("a", title, { href: url, rel: "noreferrer noopener", target: "_blank" }) : element("span", title));
      where.append(` · ${[publisher, day, line ? words.line_word.replace("{}", line) : null].filter(Boolean).join(" · ")}`);
      item.append(where);
    }
    const [load, hash] = data.loads[loadAt];
    const trail = [record ? `${words.record_key} ${record}` : null, `${words.load_word} ${load}`, hash ? `${words.archive} ${hash}…` : null];
    item.append(element("div", trail.filter(Boolean).join(" · "), { class: "quiet" }));
    return item;
  };
  const open = (key, title) => {
    const rows = data.rows[key];
    if (!rows) return;
    dialog.querySelector("h3").textContent = title;
    dialog.querySelector("ol").replaceChildren(...rows.map(evidence));
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.w");
    if (button) open(button.dataset.w, button.dataset.t || button.textContent);
    else if (event.target === dialog || event.target.closest(".close")) dialog.close();
  });

  const body = document.getElementById("found");
  const count = document.getElementById("count");
  const input = document.getElementById("search");
  const texts = data.initiatives.map((row) => `${row[1]} ${row[2]} ${row[3]} ${row[4]}`.toLowerCase());
  const line = ([id, name, region, technologies, years, mentions]) => {
    const row = element("tr");
    row.append(element("td", name), element("td", region), element("td", technologies, { class: "hide-small" }), element("td", years));
    const cell = element("td", null, { class: "n" });
    cell.append(element("button", won.format(mentions), { class: "w", type: "button", "data-w": id, "data-t": name }));
    row.append(cell);
    return row;
  };
  const search = () => {
    const parts = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = data.initiatives.filter((_, at) => parts.every((part) => texts[at].includes(part)));
    body.replaceChildren(...found.slice(0, most).map(line));
    count.textContent = words.found.replace("{}", won.format(found.length)) + (found.length > most ? ` – ${words.shown_first}` : "");
  };
  const searchFor = (text) => { input.value = text; search(); input.scrollIntoView({ block: "center" }); input.focus(); };
  document.addEventListener("click", (event) => {
    const starter = event.target.closest("[data-s]");
    if (starter) searchFor(starter.dataset.s);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("g[data-s]")) searchFor(event.target.dataset.s);
  });
  let waiting;
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
})();
