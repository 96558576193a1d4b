// Comforts on top of pages that work without: each file sent by itself with its progress, keys, and both ends of a mark lit.
"use strict";

const form = document.getElementById("upload");
const drop = document.getElementById("drop");

function send(file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  name.textContent = file.name + ": sending ";
  bar.max = 1;
  bar.setAttribute("aria-label", "How much is sent of " + file.name);
  line.append(name, bar);
  document.getElementById("sending").append(line);
  const most = Number(document.getElementById("files").dataset.mostBytes);
  if (file.size > most) {
    name.textContent = file.name + ": not uploaded, it is larger than " + Math.round(most / 1048576) + " MB.";
    bar.remove();
    return Promise.resolve();
  }
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const content = new FormData();
    content.append("csrf", form.elements.csrf.value);
    content.append("password", form.elements.password.value);
    content.append("files", file);
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    request.onload = () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const said = page.querySelector(".notice p, [role=alert]");
      name.textContent = said ? said.textContent : file.name + ": not uploaded. Load the page again and try once more.";
      bar.remove();
      done();
    };
    request.onerror = () => {
      name.textContent = file.name + ": not uploaded, the connection was lost. Try once more.";
      bar.remove();
      done();
    };
    request.open("POST", form.action);
    request.send(content);
  });
}

async function sendAll(files) {
  for (const file of files) await send(file);
  form.reset();
}

if (form) {
  form.addEventListener("submit", (event) => {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    if (!files.length) return;
    event.preventDefault();
    sendAll(files);
  });
  form.addEventListener("change", (event) => { if (event.target.type === "file" && !form.elements.password.value) form.requestSubmit(); });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop") sendAll([...event.dataTransfer.files]);
    });
  }
}

const rows = document.getElementById("rows");

// The list comes anew whenever it changed. (The wheel's SSE extension is that of HTMX 1; HTMX 2 does the swapping.)
if (rows && rows.dataset.events) {
  const source = new EventSource(rows.dataset.events);
  source.addEventListener("records", (event) => {
    if (rows.querySelector("details[open], input:focus")) return;
    htmx.swap(rows, event.data, { swapStyle: "innerHTML" });
  });
  window.addEventListener("pagehide", () => source.close());
}

function light(id, scroll) {
  for (const one of document.querySelectorAll(".mark, .fact")) one.classList.toggle("shown", one.dataset.mark === id);
  const other = document.querySelector(scroll + '[data-mark="' + id + '"]');
  const fold = other && other.closest("details.run");
  if (fold) fold.open = true;
  if (other) other.scrollIntoView({ block: "nearest", inline: "nearest" });
  const address = new URL(location);
  address.searchParams.set("at", id);
  address.hash = "";
  history.replaceState(null, "", address);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("a.mark");
  const where = event.target.closest("a.where");
  if (!box && !where) return;
  event.preventDefault();
  if (box) light(box.dataset.mark, ".fact");
  else light(where.dataset.mark, ".mark");
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const key = event.key === "=" ? "+" : event.key;
  const link = document.querySelector('[data-key="' + CSS.escape(key) + '"]');
  if (link) { link.click(); return; }
  if (key !== "n" && key !== "p") return;
  const facts = [...document.querySelectorAll("li.fact")];
  if (!facts.length) return;
  const now = facts.findIndex((one) => one.classList.contains("shown"));
  const next = facts[(now + (key === "n" ? 1 : facts.length - 1) + (now < 0 && key === "p" ? 1 : 0)) % facts.length];
  light(next.dataset.mark, ".mark");
  const run = next.closest("details.run");
  if (run) run.open = true;
  next.querySelector(".where").focus({ preventScroll: false });
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Paper cannot be unfolded: what is folded is opened for it, and folded again.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("details.fold:not([open])")];
  for (const one of unfolded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of unfolded) one.open = false;
  unfolded = [];
});

// Browsers open the fold that a link leads into; older ones are helped.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.closest("details.fold:not([open])");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();
