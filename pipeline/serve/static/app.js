// The one script of the web app. Texts are put into the page as text, never as markup.
"use strict";

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const statusLine = $("#status");
let token = $("meta[name=ringkas-token]").content;

function say(text, wrong = false) {
  statusLine.textContent = text;
  statusLine.classList.toggle("wrong", wrong);
}

function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") element.className = value;
    else if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

// Ask the API; a body makes it a POST. A token that is out of date (the server was started again) is fetched anew once.
async function ask(path, body, again = true) {
  const options = {};
  if (body !== undefined) {
    options.method = "POST";
    options.headers = { "x-ringkas-token": token };
    if (body instanceof FormData) options.body = body;
    else {
      options.headers["content-type"] = "application/json";
      options.body = JSON.stringify(body);
    }
  }
  const response = await fetch(`/api${path}`, options);
  const answer = await response.json();
  if (response.ok) return answer;
  if (response.status === 403 && again) {
    token = (await ask("/session")).token;
    return ask(path, body, false);
  }
  throw new Error([answer.error, answer.hint].filter(Boolean).join("; "));
}

// Run an action; what goes wrong is said, and the button is dead meanwhile.
async function attempt(button, action) {
  if (button) button.disabled = true;
  say("");
  try {
    return await action();
  } catch (error) {
    say(error.message, true);
    return undefined;
  } finally {
    if (button) button.disabled = false;
  }
}

// The name of the editor or judge, remembered by the browser.
function whoAmI() {
  const name = $("#who").value.trim();
  if (!name) {
    $("#who").focus();
    throw new Error("type your name first");
  }
  localStorage.setItem("ringkas-who", name);
  return name;
}

// Follow a job by server-sent events; a broken connection is taken up again by the browser.
function follow(job, handlers) {
  const source = new EventSource(`/api/jobs/${encodeURIComponent(job)}/events`);
  for (const [name, handler] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handler(JSON.parse(event.data)));
  }
  for (const last of ["done", "failed"]) source.addEventListener(last, () => source.close());
  return source;
}

function flags(row) {
  if (!row.words || !row.words.length) return "";
  return make("span", { class: `flags ${row.severity}` }, ...row.words.map((w) => make("span", { class: "flag" }, w)));
}

function odds(row) {
  return row.odds ? make("span", { class: "meta odds" }, ` ${row.odds}`) : "";
}

// ---- a run again

function rerunButton() {
  const button = $("#rerun");
  if (!button) return;
  button.addEventListener("click", () =>
    attempt(button, async () => {
      const log = $("#log");
      log.hidden = false;
      log.textContent = "";
      const { job } = await ask(`/runs/${encodeURIComponent(button.dataset.run)}/rerun`, {});
      await new Promise((resolve, reject) =>
        follow(job, {
          queued: ({ before }) => (log.textContent += before ? `${before} jobs before this one\n` : "at work\n"),
          log: ({ line }) => (log.textContent += `${line}\n`),
          done: resolve,
          failed: ({ error, hint }) => reject(new Error([error, hint].filter(Boolean).join("; "))),
        }),
      );
      say("The run is done again.");
      location.reload();
    }),
  );
}

// ---- the desk

function desk() {
  const list = $("#sentences");
  const base = `/runs/${encodeURIComponent(list.dataset.run)}`;
  const article = list.dataset.article;
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button.edit");
    if (button) openEditor(button, base, article);
  });
  $$("#brief button.word").forEach((button) => button.addEventListener("click", () => openWording(button, base, article)));
  $("#term").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    attempt($("button", form), async () => {
      const values = Object.fromEntries(new FormData(form));
      const made = await ask(`${base}/terms`, { ...values, editor: whoAmI() });
      say(`${made.source} is ${made.text} in ${made.file} from the next run on.`);
      form.reset();
    });
  });
  rerunButton();
}

function openEditor(button, base, article) {
  const item = button.closest(".pair");
  const open = $(".editor", item);
  button.setAttribute("aria-expanded", String(!open));
  if (open) {
    open.remove();
    return;
  }
  const form = $("#editor").content.firstElementChild.cloneNode(true);
  const area = $("textarea", form);
  const index = Number(item.dataset.index);
  area.value = ($(".state q", item) || $(".text", item)).textContent;
  $(".english", item).append(form);
  area.focus();
  const close = () => {
    form.remove();
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };
  const decide = (action, pressed) =>
    attempt(pressed, async () => {
      const body = { article_id: article, index, action, text: action === "accept" ? area.value : "", editor: whoAmI() };
      const edit = await ask(`${base}/decisions`, body);
      showDecision(item, edit);
      close();
      say(action === "accept" ? "Accepted; the next run has it." : action === "reject" ? "Rejected." : "Taken back.");
    });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    decide("accept", $(".accept", form));
  });
  $(".reject", form).addEventListener("click", (event) => decide("reject", event.target));
  $(".withdraw", form).addEventListener("click", (event) => decide("withdraw", event.target));
  $(".close", form).addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  $(".more", form).addEventListener("click", (event) =>
    attempt(event.target, async () => {
      say("looking for alternatives");
      const found = await ask(`${base}/alternatives`, { article_id: article, index, count: 5 });
      const rows = found.map((row) => {
        const take = make("button", { type: "button" }, "Take");
        take.addEventListener("click", () => {
          area.value = row.text;
          area.focus();
        });
        return make("li", {}, make("span", { class: "text" }, row.text), " ", flags(row), " ", take);
      });
      $(".alternatives", form).replaceChildren(...rows);
      say(`${rows.length} alternatives`);
    }),
  );
}

function showDecision(item, edit) {
  const state = $(".state", item);
  state.replaceChildren();
  if (edit.action === "withdraw") return;
  state.append(`${edit.action}ed by ${edit.by}, ${edit.at}`);
  if (edit.action === "accept" && edit.text !== $(".text", item).textContent) {
    state.append("; waits for the next run: ", make("q", {}, edit.text));
  }
}

function openWording(button, base, article) {
  const line = button.closest(".line");
  if ($(".editor", line)) return;
  const form = $("#wording").content.firstElementChild.cloneNode(true);
  const area = $("textarea", form);
  area.value = $(".text", line).textContent;
  line.append(form);
  area.focus();
  $(".close", form).addEventListener("click", () => {
    form.remove();
    button.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt($("button", form), async () => {
      const body = { article_id: article, index: Number(line.dataset.index), text: area.value, editor: whoAmI() };
      await ask(`${base}/brief-edits`, body);
      location.reload();
    });
  });
}

// ---- a text on its way through the stages

function live() {
  const form = $("#try");
  const area = $("#text");
  const file = $("#file");
  let job = "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start(file.files[0] || null);
  });
  for (const name of ["dragover", "dragenter"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) start(event.dataTransfer.files[0]);
  });
  $("#cancel").addEventListener("click", () => attempt(null, () => ask(`/jobs/${encodeURIComponent(job)}/cancel`, {})));

  function start(dropped) {
    attempt($("button", form), async () => {
      let made;
      if (dropped) {
        const body = new FormData();
        body.append("file", dropped, dropped.name);
        made = await ask("/jobs/file", body);
      } else {
        made = await ask("/jobs", { text: area.value });
      }
      job = made.job;
      file.value = "";
      $("#live").hidden = $("#cancel").hidden = false;
      for (const id of ["steps", "sentences", "removed", "result"]) $(`#${id}`).replaceChildren();
      await new Promise((resolve) => follow(job, steps(resolve)));
      $("#cancel").hidden = true;
    });
  }
}

function steps(over) {
  const step = (text) => $("#steps").append(make("li", {}, text));
  return {
    queued: ({ before }) => step(before ? `Waiting for ${before} jobs` : "Begun"),
    started: ({ translator, summarizer }) => step(`Models: ${translator}, ${summarizer}`),
    read: ({ title, lines }) => step(`Read: ${lines} lines${title ? `, “${title}”` : ""}`),
    cleaned: ({ kept, removed }) => {
      step(`Cleaned: ${kept.length} sentences kept, ${removed.length} pieces removed`);
      $("#removed").append(...removed.map((r) => make("li", {}, make("del", { lang: "id" }, r.text), ` ${r.rule}`)));
      $("#sentences").append(
        ...kept.map((s) =>
          make(
            "li",
            { class: "pair", id: `s${s.index}` },
            make("span", { class: "n" }, String(s.index)),
            make("p", { lang: "id", class: "source" }, s.text),
            make("div", { class: "english" }),
          ),
        ),
      );
      $("#progress").max = Math.max(1, kept.length);
      $("#progress").value = 0;
    },
    translated: ({ done, total, sentences }) => {
      $("#progress").value = done;
      for (const row of sentences) {
        const place = $(`#s${row.index} .english`);
        if (place) place.replaceChildren(make("p", { class: "text" }, row.text), flags(row), odds(row));
      }
      if (done >= total) step(`Translated: ${total} sentences`);
    },
    done: ({ headline, sentences, model }) => {
      step(`Summarized by ${model}`);
      const lines = sentences.map((s) =>
        make(
          "p",
          { class: "line" },
          s.text,
          " ",
          ...s.citations.map((n) => make("a", { href: `#s${n}`, "aria-label": `sentence ${n}` }, `[${n}] `)),
          flags(s),
          odds(s),
        ),
      );
      $("#result").append(make("h3", {}, headline || "Brief"), ...lines);
      say("The brief is there.");
      over();
    },
    failed: ({ error, hint }) => {
      step(`Stopped: ${error}`);
      say([error, hint].filter(Boolean).join("; "), true);
      over();
    },
  };
}

// ---- judging

function judge() {
  const box = $("#judge");
  const { a, b, task, form } = box.dataset;
  let item = null;
  let spans = [];
  $("#start").addEventListener("click", (event) => attempt(event.target, next));

  async function next() {
    const name = whoAmI();
    const query = new URLSearchParams({ a, b, task, form, judge: name });
    const found = await ask(`/judging/next?${query}`);
    item = found.item;
    $("#begin").hidden = true;
    $("#item").hidden = !item;
    $("#finished").hidden = Boolean(item);
    if (!item) return;
    $("#counted").textContent = `${found.done + 1} of ${found.total}`;
    $("#name").textContent = item.name;
    for (const id of ["source", "before", "after"]) $(`#${id}`).textContent = item[id];
    if (form === "pair") {
      $("#left").textContent = item.left;
      $("#right").textContent = item.right;
      $$("[name=reason]").forEach((box_) => (box_.checked = false));
    } else {
      spans = [];
      $("#judged").value = item.text;
      $("#score").value = 50;
      $("#shown").textContent = "not set";
      $("#send").disabled = true;
      showSpans();
    }
  }

  const common = () => ({ a, b, task, item: item.article, sentence: item.sentence, judge: whoAmI() });

  function choose(choice) {
    if (!item) return;
    const reasons = $$("[name=reason]:checked").map((box_) => box_.value);
    attempt(null, async () => {
      const body = { ...common(), choice, reasons };
      item = null; // a key that is held down votes once
      await ask("/judging/pair", body);
      await next();
    });
  }

  // Places are counted in characters, not in the UTF-16 units that the browser counts in.
  const characters = (text) => [...text].length;

  function mark(severity) {
    if (!item) return;
    const area = $("#judged");
    const text = area.value;
    const [from, to] = [area.selectionStart, area.selectionEnd];
    const span = { start: characters(text.slice(0, from)), end: characters(text.slice(0, to)), severity };
    if (from === to) span.start = span.end = characters(text);
    spans.push(span);
    showSpans();
    say(`${severity} error marked`);
  }

  function showSpans() {
    const letters = [...item.text];
    const rows = spans.map((span, number) => {
      const words = span.start === span.end ? "something is missing" : letters.slice(span.start, span.end).join("");
      const remove = make("button", { type: "button", "aria-label": `Remove: ${words}` }, "Remove");
      remove.addEventListener("click", () => {
        spans.splice(number, 1);
        showSpans();
      });
      return make("li", {}, make("mark", { class: span.severity }, words), ` ${span.severity} `, remove);
    });
    $("#spans").replaceChildren(...rows);
    const pieces = letters.map((letter, place) => {
      const covering = spans.filter((span) => span.start <= place && place < span.end);
      const worst = covering.some((span) => span.severity === "major") ? "major" : covering.length ? "minor" : "";
      return [letter, worst];
    });
    const shown = [];
    for (const [letter, worst] of pieces) {
      const last = shown[shown.length - 1];
      if (last && last[1] === worst) last[0] += letter;
      else shown.push([letter, worst]);
    }
    $("#marked").replaceChildren(...shown.map(([text, worst]) => (worst ? make("mark", { class: worst }, text) : text)));
  }

  function send() {
    if (!item || $("#send").disabled) return;
    attempt(null, async () => {
      const body = { ...common(), unit: item.unit, score: Number($("#score").value), spans };
      item = null;
      await ask("/judging/direct", body);
      await next();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]):not([type=range]), textarea:not(#judged)")) return;
    const choices = { 1: "left", 2: "right", t: "tie" };
    const marks = { m: "minor", j: "major" };
    if (form === "pair" && choices[event.key]) choose(choices[event.key]);
    if (form === "direct" && marks[event.key]) {
      event.preventDefault();
      mark(marks[event.key]);
    }
  });
  $$("[data-choice]").forEach((button) => button.addEventListener("click", () => choose(button.dataset.choice)));
  $$("[data-severity]").forEach((button) => button.addEventListener("click", () => mark(button.dataset.severity)));
  if (form === "direct") {
    // Not `readonly`, which would take the caret away from who selects by keys.
    $("#judged").addEventListener("beforeinput", (event) => event.preventDefault());
    $("#score").addEventListener("input", (event) => {
      $("#shown").textContent = event.target.value;
      $("#send").disabled = false;
    });
    $("#send").addEventListener("click", send);
  }
}

// ---- annotations from Pearmut

function compare() {
  $("#pearmut").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt($("button", event.target), async () => {
      const found = await ask("/judging/pearmut", new FormData(event.target));
      say([`${found.votes} votes imported; open this page again to see them.`, ...found.notes].join(" "));
    });
  });
}

const who = $("#who");
if (who) {
  who.value = localStorage.getItem("ringkas-who") || "";
  who.addEventListener("change", () => localStorage.setItem("ringkas-who", who.value.trim()));
}
const pages = { desk, compare, judge, run: rerunButton, try: live };
const begin = pages[document.body.dataset.page];
if (begin) begin();
