/* Shows the JSON that is in the page (article_data.py documents it): overview, search, filters, sources, events, plots.

   Texts become text nodes and never markup. A list builds only what is near the window. */
"use strict";
(() => {
  const LABELS = { critical: "Critical", major: "To check" };
  const KINDS = { shared: "Most sources say", single: "Only some say", conflict: "They contradict each other" };
  const AT_ONCE = 20; // articles of a list that are built and dropped together

  const find = (id) => document.getElementById(id);
  const theme = {
    // Local files and private windows may refuse storage; the page then follows the system each time.
    read() { try { return localStorage.getItem("ringkas-theme") || ""; } catch { return ""; } },
    keep(value) { try { localStorage.setItem("ringkas-theme", value); } catch { /* not kept */ } },
    apply(value) {
      if (value === "light" || value === "dark") document.documentElement.dataset.theme = value;
      else delete document.documentElement.dataset.theme;
    },
  };
  theme.apply(theme.read());

  /* ---- building elements ---- */

  function build(namespace, tag, attributes, children) {
    const element = namespace ? document.createElementNS(namespace, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
      else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }
  const el = (tag, attributes, ...children) => build("", tag, attributes, children);
  const svg = (tag, attributes, ...children) => build("http://www.w3.org/2000/svg", tag, attributes, children);

  function link(address) {
    if (!/^https?:\/\/[^\s\\]+$/i.test(address)) return el("span", {}, address);
    return el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address.replace(/^https?:\/\/(www\.)?/i, ""));
  }

  const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
  const sentence = (reasons) => { const text = reasons.join("; "); return text.charAt(0).toUpperCase() + text.slice(1); };
  const warns = (item) => item.severity === "critical" || item.severity === "major";

  /* ---- a long list, of which only what is near the window is in the document ---- */

  class LongList {
    constructor(container, card) {
      this.container = container;
      this.card = card; // (item, place, all) => element
      this.height = 260; // of a card, until some were measured
      this.blocks = [];
      this.watcher = new IntersectionObserver((entries) => this.update(entries), { rootMargin: "1500px 0px" });
    }
    show(items) {
      this.watcher.disconnect();
      this.items = items;
      this.blocks = [];
      for (let at = 0; at < items.length; at += AT_ONCE) {
        const block = el("div");
        block.at = at;
        block.style.minHeight = `${Math.min(AT_ONCE, items.length - at) * this.height}px`;
        this.blocks.push(block);
      }
      this.container.replaceChildren(...this.blocks);
      if (this.blocks.length) this.fill(this.blocks[0]);
      for (const block of this.blocks) this.watcher.observe(block);
      this.container.setAttribute("aria-busy", "false");
    }
    update(entries) {
      for (const { target, isIntersecting } of entries) if (isIntersecting) this.fill(target); else this.drop(target);
    }
    fill(block) {
      if (block.firstChild) return;
      const cards = this.items.slice(block.at, block.at + AT_ONCE).map((item, n) => this.card(item, block.at + n, this.items));
      block.append(...cards);
      block.style.minHeight = "";
    }
    drop(block) {
      if (!block.firstChild || this.printing || block.contains(document.activeElement)) return;
      const height = block.getBoundingClientRect().height;
      if (!height) return; // hidden: nothing was measured
      if (block.children.length === AT_ONCE) this.height = (this.height + height / AT_ONCE) / 2;
      block.style.minHeight = `${height}px`;
      block.replaceChildren();
    }
    rebuild(item) { // after its state changed
      const place = this.items.indexOf(item);
      const old = this.element(place);
      const made = this.card(item, place, this.items);
      old.replaceWith(made);
      return made;
    }
    element(place) {
      const block = this.blocks[Math.floor(place / AT_ONCE)];
      if (!block) return null;
      this.fill(block);
      return block.children[place - block.at];
    }
    everything(printing) {
      this.printing = printing;
      if (printing) for (const block of this.blocks) { block.replaceChildren(); this.fill(block); }
      else this.show(this.items);
    }
  }

  /* ---- the data ---- */

  const data = { rows: [], byId: new Map(), run: {}, times: {}, eventOf: new Map() };

  function read() {
    const parse = (element) => JSON.parse(element.textContent);
    data.run = parse(find("run"));
    data.times = parse(find("times"));
    for (const element of document.querySelectorAll("script.overview")) {
      const row = parse(element);
      row.element = element;
      data.rows.push(row);
      data.byId.set(row.id, row);
    }
    const reasons = new Map(data.run.rejected.map((row) => [row.input, row]));
    for (const row of data.rows) if (row.state !== "brief") row.rejected = reasons.get(row.input);
    const inputs = new Set(data.rows.map((row) => row.input));
    for (const rejected of data.run.rejected) {
      if (!inputs.has(rejected.input)) data.rows.push({ id: "", input: rejected.input, state: "none", rejected });
    }
    for (const event of data.run.events) for (const id of event.article_ids) data.eventOf.set(id, event);
    data.rows.forEach((row, place) => {
      row.place = place;
      row.sentences ||= [];
      row.event = data.eventOf.get(row.id);
      row.rank = row.severity === "critical" ? 0 : row.severity === "major" ? 1 : row.state !== "brief" ? 2 : 3;
      row.words = fold([row.headline, row.title, row.input, row.source, row.id, row.event?.headline.text,
        row.rejected?.reason, ...row.sentences.map((s) => s.text)].join("\n"));
    });
  }

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const details = (row) => (row.details ||= row.element ? JSON.parse(row.element.nextElementSibling.textContent) : { sentences: [], lines: [], removed: 0 });
  const wholeText = (row) => { const all = details(row); row.details = null; return fold(all.sentences.map((s) => `${s.text}\n${s.source}`).join("\n")); };

  /* ---- search, filters, order ---- */

  const SHOWN = [
    ["all", "All", () => true],
    ["check", "To check", (row) => row.rank < 2],
    ["critical", "Critical", (row) => row.rank === 0],
    ["rejected", "No brief", (row) => row.state !== "brief"],
    ["clean", "No mark found", (row) => row.rank === 3],
  ];
  const dated = (row) => row.published || "";
  const ORDERS = {
    input: (a, b) => a.place - b.place,
    newest: (a, b) => dated(b).localeCompare(dated(a)) || a.place - b.place,
    headline: (a, b) => (a.headline || a.title || a.input).localeCompare(b.headline || b.title || b.input) || a.place - b.place,
    worst: (a, b) => a.rank - b.rank || heavier(b, a, 0) || heavier(b, a, 1) || a.place - b.place,
  };
  const heavier = (a, b, which) => (a.severities?.[which] || 0) - (b.severities?.[which] || 0);

  function prepareFilters() {
    const chips = document.querySelector(".chips");
    for (const [value, label, test] of SHOWN) {
      const count = data.rows.filter(test).length;
      if (!count && value !== "all") continue;
      const id = `show-${value}`;
      chips.append(el("input", { type: "radio", name: "show", id, value, checked: value === "all" }),
        el("label", { for: id }, label, el("b", {}, count.toLocaleString("en"))));
    }
    const sources = new Map();
    for (const row of data.rows) if (row.source) sources.set(row.source, (sources.get(row.source) || 0) + 1);
    for (const [name, count] of [...sources].sort((a, b) => a[0].localeCompare(b[0]))) find("source").append(el("option", { value: name }, `${name} (${count})`));
    find("source").parentElement.hidden = !sources.size;
    const several = data.run.events.filter((event) => event.article_ids.length > 1);
    for (const event of several) find("event").append(el("option", { value: event.event_id }, `${event.headline.text} (${event.article_ids.length})`));
    find("event").parentElement.hidden = !several.length;
  }

  function chosen() {
    const words = fold(find("query").value).split(/\s+/).filter(Boolean);
    const test = SHOWN.find(([value]) => value === document.querySelector("[name=show]:checked").value)[2];
    const source = find("source").value, event = find("event").value, deep = find("deep").checked;
    const holds = (row) => {
      if (words.every((word) => row.words.includes(word))) return true;
      if (!deep) return false;
      const text = wholeText(row);
      return words.every((word) => row.words.includes(word) || text.includes(word));
    };
    return data.rows
      .filter((row) => test(row) && (!source || row.source === source) && (!event || row.event?.event_id === event) && holds(row))
      .sort(ORDERS[find("order").value]);
  }

  function refresh() {
    const rows = chosen();
    briefs.show(rows);
    find("feed").hidden = !rows.length;
    const all = data.rows.length;
    find("count").textContent = rows.length === all ? `${plural(all, "input")}, ${find("order").selectedOptions[0].text.toLowerCase()}`
      : rows.length ? `${plural(rows.length, "input")} of ${all.toLocaleString("en")}` : "Nothing matches. Take a word or a filter away.";
  }

  /* ---- an article ---- */

  const briefs = new LongList(null, articleCard);
  const state = new Map(); // of an opened article: which sentence, whole article, lines as they came
  const opened = (row) => state.get(row) || {};

  function change(row, changes, focus) {
    state.set(row, { ...opened(row), ...changes });
    briefs.rebuild(row).querySelector(focus)?.focus();
  }

  function articleCard(row, place, all) {
    const id = `a${row.place}`;
    const open = briefs.printing ? { whole: true, ...opened(row) } : opened(row);
    return el("article", {
      class: `card ${warns(row) ? row.severity : ""}`, id, tabindex: "-1", "aria-labelledby": `${id}h`,
      "aria-posinset": place + 1, "aria-setsize": all.length,
    },
      el("header", {}, pill(row), el("h3", { id: `${id}h`, lang: !row.headline && row.title ? "id" : null }, row.headline || row.title || row.input),
        row.headline && row.title ? el("p", { class: "original", lang: "id" }, row.title) : null, meta(row)),
      el("div", { class: "told" }, row.state === "brief" ? brief(row, id, open) : el("p", { class: "brief" }, row.rejected
        ? `Rejected by ${row.rejected.stage}: ${row.rejected.reason}` : "This article was rejected on the way."),
      reasons(row, id)), row.element ? evidence(row, id, open) : null, row.element ? actions(row, id, open) : null);
  }

  function pill(row) {
    if (row.state !== "brief") return el("span", { class: "pill none" }, "No brief");
    return warns(row) ? el("span", { class: `pill ${row.severity}` }, LABELS[row.severity]) : null;
  }

  function meta(row) {
    const parts = [row.source, row.published, row.headline || row.title ? row.input : ""].filter(Boolean);
    if (row.url || row.address) parts.push(link(row.url || row.address));
    if (row.event?.article_ids.length > 1) {
      parts.push(el("a", { href: `#event/${encodeURIComponent(row.event.event_id)}` }, `event of ${row.event.article_ids.length} articles`));
    }
    return parts.length ? el("p", { class: "meta" }, parts.map((part) => el("span", {}, part))) : null;
  }

  /* Sentences that open what they rest on: a brief's, or an event's. ``n`` is a sentence's number in its card. */
  function sentences(list, style, id, current, choose, ends) {
    const made = list.map((item) => {
      const act = (event) => { event.preventDefault(); choose(current === item.n ? null : item.n, `[data-n="${item.n}"]`); };
      return el("span", {
        class: `sentence ${warns(item) ? item.severity : ""}`, role: "button", tabindex: "0", "data-n": item.n,
        "aria-expanded": String(current === item.n), "aria-controls": current === item.n ? `${id}e` : null,
        "aria-describedby": warns(item) ? `${id}r${item.n}` : null,
        on: {
          click: act,
          keydown: (event) => { if (event.key === "Enter" || event.key === " ") act(event); },
        },
      }, item.text, ends(item));
    });
    if (style === "bullets") return el("ul", { class: "brief" }, made.map((one) => el("li", {}, one)));
    return el("p", { class: "brief" }, made.flatMap((one) => [one, " "]));
  }

  function brief(row, id, open) {
    const list = row.sentences.map((s, n) => ({ ...s, n, text: row.style === "headline" ? "What the headline rests on" : s.text }));
    return sentences(list, row.style, id, open.sentence ?? null, (n, focus) => change(row, { sentence: n }, focus),
      (item) => [item.cites.length ? el("sup", { "aria-hidden": "true" }, item.cites.join(", ")) : null,
        item.source ? el("span", { class: "beside", lang: "id" }, ` (${item.source})`) : null]);
  }

  function reasons(row, id) {
    const lines = row.sentences.map((item, n) => ({ ...item, n, what: row.style === "headline" ? "" : `Sentence ${n + 1}` }));
    if (row.headline_finding) lines.unshift({ ...row.headline_finding, n: "h", what: "Headline" });
    const order = { critical: 0, major: 1 };
    const shown = lines.filter(warns).sort((a, b) => order[a.severity] - order[b.severity]);
    if (!shown.length && !row.notes) return null;
    return el("ul", { class: "reasons", "aria-label": "What to check" },
      shown.map((item) => el("li", { class: item.severity, id: `${id}r${item.n}` },
        el("span", { class: "hidden-text" }, `${LABELS[item.severity]}. `), item.what ? `${item.what}: ${item.reasons.join("; ")}` : sentence(item.reasons),
        item.odds === undefined ? null : ` (${data.run.odds[item.odds]})`)),
      row.notes ? el("li", { class: "note" }, sentence(row.notes)) : null);
  }

  function evidence(row, id, open) {
    const chosenOne = row.sentences[open.sentence ?? -1];
    if (!chosenOne && !open.whole && !open.lines) return null;
    const all = details(row).sentences;
    const cited = new Set(chosenOne ? chosenOne.cites : []);
    const shown = open.whole ? all : all.filter((pair) => cited.has(pair.index));
    return el("div", { class: "evidence", id: `${id}e`, role: "group", "aria-label": "Sources" },
      chosenOne && !cited.size ? el("p", {}, "This sentence cites nothing.") : null,
      shown.length ? el("h4", {}, open.whole ? "The whole article, English and Indonesian" : "It rests on, in English and Indonesian") : null,
      el("ol", { class: "pairs" }, shown.map((pair) => pairOf(pair, cited.has(pair.index)))),
      open.lines ? asItCame(row) : null);
  }

  function pairOf(pair, marked, from) {
    const shown = (text) => (marked ? el("mark", {}, text) : text);
    return el("li", { value: pair.index },
      from ? el("p", { class: "from" }, from) : null,
      el("p", { class: "n", "aria-hidden": "true" }, String(pair.index)),
      el("p", { lang: "en" }, shown(pair.text)), el("p", { lang: "id" }, shown(pair.source)),
      pair.severity ? el("p", { class: `what ${pair.severity}` }, sentence(pair.reasons)) : null,
      pair.odds === undefined ? null : el("p", { class: "odds" }, sentence([data.run.odds[pair.odds]])));
  }

  function asItCame(row) {
    const { sentences: all, lines } = details(row);
    const piece = ([first, second]) => (typeof first === "number"
      ? `${all.slice(first, second + 1).map((pair) => pair.source).join(" ")} `
      : second ? [el("del", {}, first), el("span", { class: "rule" }, `removed: ${second}`), " "] : `${first} `);
    return el("div", { class: "lines" }, el("h4", {}, "As it came, with what was removed struck through"),
      el("div", { lang: "id" }, lines.map((pieces) => el("p", {}, pieces.flatMap(piece)))));
  }

  function actions(row, id, open) {
    const { sentences: all, removed } = details(row);
    const button = (name, label) => el("button", {
      type: "button", class: name, "aria-expanded": String(Boolean(open[name])),
      on: { click: () => change(row, { [name]: !open[name] }, `button.${name}`) },
    }, label);
    return el("div", { class: "actions" },
      all.length ? button("whole", open.whole ? "Hide the whole article" : `Whole article, ${plural(all.length, "sentence")}`) : null,
      button("lines", open.lines ? "Hide the article as it came" : `As it came, ${removed ? plural(removed, "piece") : "nothing"} removed`));
  }

  /* ---- events ---- */

  const events = new LongList(null, eventCard);

  function showEvents() {
    const several = data.run.events.filter((event) => event.article_ids.length > 1).sort((a, b) => b.article_ids.length - a.article_ids.length);
    const alone = data.run.events.length - several.length;
    events.show(several);
    find("event-feed").hidden = !several.length;
    find("alone").hidden = !alone;
    find("alone").textContent = `${plural(alone, "article")} ${alone === 1 ? "stands" : "stand"} alone and ${alone === 1 ? "is" : "are"} among the briefs only.`;
  }

  function eventCard(event, place, all) {
    const id = `e${place}`;
    const current = opened(event).sentence ?? null;
    const choose = (n, focus) => { state.set(event, { sentence: n }); events.rebuild(event).querySelector(focus)?.focus(); };
    const list = event.sentences.map((item, n) => ({ ...item, n }));
    const kinds = Object.keys(KINDS).filter((kind) => list.some((item) => item.kind === kind));
    return el("article", { class: "card", id, tabindex: "-1", "aria-labelledby": `${id}h`, "aria-posinset": place + 1, "aria-setsize": all.length },
      el("header", {}, el("h3", { id: `${id}h` }, event.headline.text), eventMeta(event)),
      el("div", { class: "told" }, el("div", {}, kinds.map((kind) => [kinds.length > 1 || kind === "conflict" ? el("p", { class: "kind" }, KINDS[kind]) : null,
        sentences(list.filter((item) => item.kind === kind), "bullets", id, current, choose,
          (item) => el("span", { class: "by" }, ` ${item.sources.join(", ")}`))])),
      eventReasons(event, list, id)),
      current === null ? null : el("div", { class: "evidence", id: `${id}e`, role: "group", "aria-label": "Sources" },
        el("h4", {}, "It rests on, in English and Indonesian"), el("ol", { class: "pairs" }, list[current].citations.map(citedPair))),
      timeline(event),
      el("h4", { class: "kind" }, "Articles"), el("ul", { class: "articles" }, event.article_ids.map((one) => el("li", {}, articleLink(one), event.duplicates?.[one] ? " (near-duplicate)" : null))));
  }

  function eventMeta(event) {
    const dates = event.first && event.last && event.first !== event.last ? `${event.first} to ${event.last}` : event.first || "";
    const copies = Object.keys(event.duplicates || {}).length;
    const parts = [plural(event.article_ids.length, "article"), copies ? `${plural(copies, "near-duplicate")} counted once` : "", dates, (event.names || []).slice(0, 5).join(", ")];
    return el("p", { class: "meta" }, parts.filter(Boolean).map((part) => el("span", {}, part)));
  }

  function eventReasons(event, list, id) {
    const shown = [{ ...event.headline, n: "h" }, ...list].filter(warns);
    if (!shown.length) return null;
    return el("ul", { class: "reasons", "aria-label": "What to check" }, shown.map((item) => el("li", { class: item.severity, id: `${id}r${item.n}` },
      el("span", { class: "hidden-text" }, `${LABELS[item.severity]}. `), `${item.n === "h" ? "Headline" : `“${item.text.slice(0, 40)}…”`}: ${item.reasons.join("; ")}`)));
  }

  function citedPair({ article_id: article, sentence: index }) {
    const row = data.byId.get(article);
    const pair = row && details(row).sentences.find((one) => one.index === index);
    if (!pair) return el("li", {}, el("p", { class: "from" }, `Sentence ${index} of ${article}, which is not in this page; translations.jsonl has it.`));
    return pairOf(pair, true, row.source || row.input);
  }

  function timeline(event) {
    if (!event.timeline?.length) return null;
    return [el("p", { class: "kind" }, "Day by day"), el("ol", { class: "timeline" },
      event.timeline.map((entry) => el("li", {}, el("time", { datetime: entry.date }, entry.date), entry.text)))];
  }

  function articleLink(id) {
    const row = data.byId.get(id);
    return row ? el("a", { href: `#article/${encodeURIComponent(id)}` }, [row.source, row.headline || row.title || row.input].filter(Boolean).join(": ")) : id;
  }

  /* ---- plots ---- */

  function plots() {
    const made = [stageTimes(), expectedRisk() || risk()].filter(Boolean);
    if (made.length) find("plots").append(el("div", { class: "columns" }, made));
    find("plots").hidden = !made.length;
  }

  function stageTimes() {
    const rows = Object.entries(data.times);
    const most = Math.max(...rows.map(([, seconds]) => seconds));
    if (!rows.length || !(most > 0)) return null;
    const total = rows.reduce((sum, [, seconds]) => sum + seconds, 0);
    const told = (seconds) => (seconds < 100 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`);
    const label = `Time per stage: ${rows.map(([name, seconds]) => `${name} ${told(seconds)}`).join(", ")}`;
    return el("figure", {}, el("h3", {}, "Time per stage"),
      svg("svg", { viewBox: `0 0 370 ${rows.length * 26}`, role: "img", "aria-label": label }, rows.flatMap(([name, seconds], n) => [
        svg("text", { x: 0, y: n * 26 + 17 }, name),
        svg("rect", { class: "fill", x: 90, y: n * 26 + 5, height: 16, rx: 2, width: Math.max(1, (seconds / most) * 215) }),
        svg("text", { x: 97 + Math.max(1, (seconds / most) * 215), y: n * 26 + 17 }, told(seconds))])),
      el("figcaption", {}, `${told(total)} of work in all, as it was when each part was made. Start-up and waiting are not in it.`));
  }

  const percent = (share) => `${Math.round(share * 1000) / 10}%`;

  /* A picture with a grid from 0 to ``top`` upwards and from 0 to 1 to the right, and what places points in it. */
  function axes(top, label) {
    const X = (x) => 46 + x * 300, Y = (y) => 190 - (Math.min(y, top) / top) * 170;
    const path = (points) => points.map((p, n) => `${n ? "L" : "M"}${X(p.x).toFixed(1)} ${Y(p.y).toFixed(1)}`).join("");
    const grid = [0, 0.5, 1].flatMap((share) => [
      svg("line", { class: "grid", x1: X(0), x2: X(1), y1: Y(share * top), y2: Y(share * top) }), svg("text", { x: 40, y: Y(share * top) + 4, "text-anchor": "end" }, percent(share * top)),
      svg("text", { x: X(share), y: 208, "text-anchor": "middle" }, percent(share))]);
    const svgOf = (name, ...children) => svg("svg", { viewBox: "0 0 370 226", role: "img", "aria-label": name }, grid,
      svg("text", { x: X(0.5), y: 224, "text-anchor": "middle" }, label), children);
    return { svgOf, X, Y, path };
  }

  /* Of items from the most trusted to the least, the share that was taken so far against the share of those with a warning. */
  function curve(items) {
    const sorted = [...items].sort((a, b) => b.trust - a.trust);
    const points = [];
    let flagged = 0;
    sorted.forEach((item, n) => {
      flagged += item.warned;
      if (n + 1 === sorted.length || sorted[n + 1].trust < item.trust) points.push({ trust: item.trust, x: (n + 1) / sorted.length, y: flagged / (n + 1) });
    });
    return points;
  }

  /* Of sentences from the surest to the least sure, the share that was kept so far against the share of wrong ones to be expected. */
  function expectedRisk() {
    const sure = (risk) => ({ trust: 1 - risk, warned: risk });
    const translated = data.rows.flatMap((row) => (row.quality || []).filter((one) => one.length > 2).map((one) => sure(one[2])));
    const told = data.rows.flatMap((row) => row.sentences.filter((s) => s.risk !== undefined).map((s) => sure(s.risk)));
    if (!translated.length) return null;
    const line = curve(translated), steps = curve(told);
    const at = (points, share) => points.find((p) => p.x >= share - 1e-9) || points[points.length - 1];
    const note = (points, share) => `${share === 1 ? "of all" : `of the surest ${percent(share)}`}, ${percent(at(points, share).y)} are expected to be wrong`;
    const all = data.rows.reduce((sum, row) => sum + (row.quality || []).length, 0);
    const quarters = [0.25, 0.5, 0.75, 1];
    const { svgOf, X, Y, path } = axes(Math.max(0.05, ...[...steps, ...line].map((p) => p.y)), "share of sentences kept, the surest first");
    return el("figure", {}, el("h3", {}, "Coverage against risk"),
      svgOf(`Translated sentences: ${quarters.map((share) => note(line, share)).join("; ")}`,
        svg("path", { class: "curve", d: path(line) }), svg("path", { class: "steps", d: path(steps) }),
        quarters.map((share) => svg("circle", { class: "dot", cx: X(at(line, share).x), cy: Y(at(line, share).y), r: 4 }, svg("title", {}, note(line, share))))),
      el("figcaption", {}, `The higher the line, the more of the kept sentences are expected to mislead a reader, by their risk. Line: ${plural(translated.length, "translated sentence")}`
        + `${all > translated.length ? ` (of ${all.toLocaleString("en")}; of the others none is known)` : ""}, of whose surest half ${percent(at(line, 0.5).y)} and of all ${percent(at(line, 1).y)} are expected to be wrong. `,
        told.length ? `Dashed: ${plural(told.length, "sentence")} of the briefs, ${percent(at(steps, 1).y)} (summarize.trust is ${data.run.limit}).` : ""));
  }

  function risk() {
    const told = data.rows.flatMap((row) => row.sentences.map((s) => ({ trust: s.trust ?? 1, warned: Number(warns(s)) })));
    const translated = data.rows.flatMap((row) => (row.quality || []).filter(([q]) => q !== null).map(([q, s]) => ({ trust: q, warned: Number(s < 2) })));
    const steps = curve(told), line = curve(translated);
    if (!told.length) return null;
    const top = Math.max(0.05, ...steps.map((p) => p.y), ...line.filter((p) => p.x > 0.02).map((p) => p.y));
    const { svgOf, X, Y, path } = axes(top, "share of sentences kept, the most trusted first");
    const end = steps[steps.length - 1];
    const note = (p) => `at a trust of ${p.trust} or more, ${percent(p.x)} of the sentences, ${percent(p.y)} of them with a warning`;
    return el("figure", {}, el("h3", {}, "Coverage against risk"),
      svgOf(`Sentences of the briefs: ${steps.map(note).join("; ")}`,
        svg("path", { class: "curve", d: path(line) }), svg("path", { class: "steps", d: path(steps) }),
        steps.map((p) => svg("circle", { class: "dot", cx: X(p.x), cy: Y(p.y), r: 4 }, svg("title", {}, note(p))))),
      el("figcaption", {}, `The higher the line, the more of the kept sentences carry a warning. Dots: sentences of the briefs, by trust (summarize.trust is ${data.run.limit}; all that are left: ${percent(end.y)} of ${told.length.toLocaleString("en")}). `,
        line.length ? `Line: all ${translated.length.toLocaleString("en")} translated sentences, by the translator's own estimate; it rises to the right as far as that estimate knows what the checks find.` : ""));
  }

  /* ---- the page ---- */

  function go() {
    let [view, wanted] = location.hash.slice(1).split("/");
    try { wanted = decodeURIComponent(wanted ?? ""); } catch { wanted = ""; }
    const name = { article: "briefs", event: "events" }[view] || (find(view) && ["briefs", "events", "quality", "help"].includes(view) ? view : "briefs");
    for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== name;
    for (const anchor of document.querySelectorAll(".top nav a")) {
      if (anchor.hash === `#${name}`) anchor.setAttribute("aria-current", "page"); else anchor.removeAttribute("aria-current");
    }
    if (view === "article" && data.byId.has(wanted)) reveal(briefs, data.byId.get(wanted), clearFilters);
    if (view === "event") reveal(events, data.run.events.find((event) => event.event_id === wanted), () => {});
  }

  function clearFilters() {
    find("filters").reset();
    refresh();
  }

  function reveal(list, item, otherwise) {
    if (item && !list.items.includes(item)) otherwise();
    const element = item && list.element(list.items.indexOf(item));
    if (!element) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView();
    requestAnimationFrame(() => element.scrollIntoView()); // what came near was built meanwhile, with other heights
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const card = event.target.closest?.(".card");
    if (!card) return;
    if (event.key === "Escape") card.querySelector(".sentence[aria-expanded=true]")?.click();
    if (event.key === "/") { event.preventDefault(); find("query").focus(); }
    if (event.key !== "j" && event.key !== "k") return;
    const list = card.closest("#feed") ? briefs : events;
    const next = list.element(Number(card.getAttribute("aria-posinset")) - 1 + (event.key === "j" ? 1 : -1));
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" }); }
  }

  function start() {
    read();
    find("theme").value = theme.read();
    find("theme").addEventListener("change", ({ target }) => { theme.apply(target.value); theme.keep(target.value); });
    document.querySelector(".theme").hidden = false;
    briefs.container = find("feed");
    events.container = find("event-feed");
    prepareFilters();
    find("filters").hidden = false;
    find("count").hidden = false;
    refresh();
    showEvents();
    plots();
    let waiting = 0;
    find("filters").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(refresh, find("deep").checked ? 300 : 80); });
    find("filters").addEventListener("submit", (event) => event.preventDefault());
    find("feed").addEventListener("keydown", keys);
    find("event-feed").addEventListener("keydown", keys);
    addEventListener("hashchange", () => { if (!location.hash.includes("/")) scrollTo(0, 0); go(); });
    addEventListener("beforeprint", () => { for (const list of [briefs, events]) if (list.items) list.everything(true); });
    addEventListener("afterprint", () => { for (const list of [briefs, events]) if (list.items) list.everything(false); });
    go();
  }

  document.addEventListener("DOMContentLoaded", start);
})();
