// Keeps an open page of the dashboard true. The server draws every page; when something has changed, the page is fetched
// once more and the parts marked data-live are put in the place of the old ones. Without this script everything works, and
// stays as it was when it was loaded.
"use strict";

const bar = document.querySelector("header[data-now]");
const main = document.getElementById("main");
const feed = main?.dataset.feed;
const liveness = document.getElementById("liveness");

// Ages are told by the server's clock: the computer's own may be off.
const clockOffset = bar ? Date.parse(bar.dataset.now) - Date.now() : 0;

function age(time) {
  const seconds = Math.trunc((Date.now() + clockOffset - time) / 1000);
  const size = Math.abs(seconds);
  if (size < 2) return "just now";
  const [count, unit] = size < 60 ? [size, "s"] : size < 3600 ? [size / 60, "min"]
    : size < 86400 ? [size / 3600, "h"] : [size / 86400, "d"];
  return seconds < 0 ? `in ${Math.trunc(count)} ${unit}` : `${Math.trunc(count)} ${unit} ago`;
}

function tellAges() {
  for (const element of document.querySelectorAll("time[data-age]")) {
    const text = age(Date.parse(element.dateTime));
    if (element.textContent !== text) element.textContent = text;
  }
}

// MARK: Bringing the page up to date

const leastInterval = 400;
const slowInterval = 10_000;
let isRefreshing = false;
let isWanted = false;
let refreshedAt = 0;
let timer;

function refreshSoon() {
  isWanted = true;
  if (isRefreshing || timer || document.hidden) return;
  timer = setTimeout(refresh, Math.max(0, refreshedAt + leastInterval - performance.now()));
}

async function refresh() {
  timer = undefined;
  isWanted = false;
  isRefreshing = true;
  try {
    const response = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
    // Logged out, or the key was revoked: the server says what to do.
    if (response.redirected) return location.reload();
    if (response.ok) replaceParts(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch {
    // Whoever follows the stream tells that the service is away.
  }
  isRefreshing = false;
  refreshedAt = performance.now();
  if (isWanted) refreshSoon();
}

function replaceParts(fresh) {
  for (const old of document.querySelectorAll("[data-live][id]")) {
    const part = fresh.getElementById(old.id);
    if (!part || isBusy(old)) continue;
    const next = document.adoptNode(part);
    if (withoutAges(next) === withoutAges(old)) continue;
    carryOver(old, next);
    old.replaceWith(next);
  }
  showScripted();
  tellAges();
}

// Ages differ each second, and what the script unhid differs always.
function withoutAges(element) {
  const copy = element.cloneNode(true);
  for (const time of copy.querySelectorAll("time[data-age]")) time.textContent = "";
  for (const button of copy.querySelectorAll(".copy")) { button.hidden = true; button.textContent = ""; }
  for (const details of copy.querySelectorAll("details")) details.open = false;
  for (const row of copy.querySelectorAll(".fresh")) row.classList.remove("fresh");
  for (const row of copy.querySelectorAll("[class='']")) row.removeAttribute("class");
  return copy.innerHTML;
}

// Nothing is taken away from under somebody who types or selects.
function isBusy(element) {
  const active = document.activeElement;
  if (element.contains(active) && active.matches("input, textarea, select")) return true;
  const selection = document.getSelection();
  return Boolean(selection && !selection.isCollapsed && element.contains(selection.anchorNode));
}

// What is unfolded stays so, the focus stays where it is, and what is new is seen to be new.
function carryOver(old, next) {
  const before = new Map();
  for (const element of old.querySelectorAll("[data-key]")) before.set(element.dataset.key, element.dataset.version);
  for (const element of next.querySelectorAll("[data-key][data-version]")) {
    if (before.get(element.dataset.key) !== element.dataset.version) element.classList.add("fresh");
  }
  for (const details of old.querySelectorAll("details[open][data-key]")) {
    const same = next.querySelector(`details[data-key="${CSS.escape(details.dataset.key)}"]`);
    if (same) same.open = true;
  }
  const active = document.activeElement;
  if (!old.contains(active)) return;
  const key = active.closest("[data-key]")?.dataset.key;
  if (!key) return;
  const same = next.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const target = same?.matches("details") ? same.querySelector("summary") : same?.querySelector("a, summary");
  if (target) requestAnimationFrame(() => target.focus({ preventScroll: true }));
}

// MARK: Hearing of changes

let source;
let wait = 1000;

function listen() {
  source = new EventSource(feed);
  source.onopen = () => {
    wait = 1000;
    tell("on", "Up to date");
    refreshSoon();
  };
  source.onmessage = (event) => {
    if (concerns(event.data)) refreshSoon();
  };
  source.onerror = () => {
    tell("waiting", "Reconnecting");
    // A browser comes back by itself unless the answer was an error; then it is for us to try.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(listen, wait);
    wait = Math.min(wait * 2, 30_000);
  };
}

// A message names the sessions that changed, or none when there were too many to name.
function concerns(text) {
  const session = main.dataset.session;
  if (!session) return true;
  try {
    const { sessions } = JSON.parse(text);
    return !sessions || sessions.includes(session);
  } catch {
    return true;
  }
}

function tell(state, words) {
  if (!liveness) return;
  liveness.hidden = false;
  liveness.className = `liveness ${state}`;
  if (liveness.textContent !== words) liveness.textContent = words;
}

// MARK: Copying, and the keyboard

function showScripted() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll(".copy[hidden]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".copy");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Select it by hand";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.("input, textarea, select")) return;
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll(".list .name a")];
    if (!links.length) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, event.key === "j" ? at + 1 : at - 1))].focus();
  }
});

showScripted();
tellAges();
setInterval(tellAges, 1000);
if (feed) {
  listen();
  // What a stream does not tell, such as an event that is still parked, and everything while there is no stream.
  setInterval(refreshSoon, slowInterval);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refreshSoon(); });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) { listen(); refreshSoon(); } });
}
