// The demo shop's own script, as a merchant would write it around till.js; and the panel, which shows what happens.

const elements = Object.fromEntries(
    ["banner", "connection", "session", "session-id", "status", "empty", "entries"].map((id) => [id, document.getElementById(id)]));
const WAYS = {
    call: "Shop → Till", stream: "Till → page", frame: "Dialog → page", session: "Till", subscription: "Till",
    provider: "Provider → Till",
};
/** When the timeline is looked at again, after a change: what is written down about webhooks comes a moment later. */
const LATER = [60, 400, 1200, 3000, 7000];

let watching = null;
let followed = null;
let shown = new Map();

// Buying.

async function buy(price, button) {
    if (button.ariaBusy === "true") return;
    // Not `disabled`: the keyboard would lose its place, and the dialog would not know where to give it back.
    button.ariaBusy = "true";
    hideBanner();
    try {
        const { sessionId, checkoutUrl, call } = await ask("/demo/checkout", { price });
        if (!sessionId) throw new Error(call.answer?.error?.message ?? `Till answered ${call.status}.`);
        follow(sessionId);
        showCall(call);
        // So that the panel is complete when the buyer comes back, from the payment page or from the bank.
        sessionStorage.setItem(sessionId, JSON.stringify(call));
        if (mode() === "redirect") Till.openCheckout({ url: checkoutUrl, mode: "redirect" });
        else open(sessionId);
    } catch (error) {
        showBanner(`That did not work: ${error.message}`, true);
    }
    button.ariaBusy = "false";
}

function mode() { return document.querySelector("input[name=mode]:checked").value; }

function open(sessionId) {
    const note = (what) => (value) => add({ kind: "frame", at: Date.now(), what, json: value });
    Till.openCheckout({
        sessionId,
        onReady: note("ready"), onProcessing: note("processing"), onPaymentFailed: note("payment failed"), onError: note("error"),
        onSuccess({ session }) {
            note("paid")(session);
            thank(sessionId);
        },
        onClose: note("closed"),
    });
}

/** A shop delivers by what its own server knows, not by what a page says. */
async function thank(sessionId) {
    const { call } = await ask(`/demo/sessions/${sessionId}`);
    showCall(call);
    const { status, product } = call.answer ?? {};
    if (status === "completed") showBanner(`Thank you: ${product?.name ?? "it"} is yours.`);
    else showBanner(`The payment is ${status ?? "unknown"}.`, true);
}

async function ask(url, body) {
    const answer = await fetch(url, body && {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the shop’s server answered ${answer.status}`);
    return answer.json();
}

function showBanner(text, isBad = false) {
    elements.banner.textContent = text;
    elements.banner.classList.toggle("bad", isBad);
    elements.banner.hidden = false;
}

function hideBanner() { elements.banner.hidden = true; }

// Following.

function follow(sessionId) {
    watching?.close();
    followed = sessionId;
    shown = new Map();
    elements.entries.replaceChildren();
    elements.empty.hidden = true;
    elements.session.hidden = false;
    elements["session-id"].textContent = sessionId;
    watching = Till.watch(sessionId, {
        onStatus(session) {
            showStatus(session);
            for (const pause of LATER) setTimeout(() => readTimeline(sessionId), pause);
        },
        onConnection(state) {
            elements.connection.textContent = state;
            elements.connection.className = `connection ${state}`;
            elements.connection.hidden = false;
        },
    });
}

function showStatus(session) {
    elements.status.textContent = session.status;
    elements.status.className = `status ${session.status}`;
    const late = Math.max(0, Date.now() - Date.parse(session.updatedAt));
    const lag = session.version > 1 && late < 5000 ? `${late} ms after it was written` : "";
    add({
        kind: "stream", at: Date.now(), what: `version ${session.version}: ${session.status}`,
        more: [session.failure?.message, lag].filter(Boolean).join(" · "), json: session,
    });
}

async function readTimeline(sessionId) {
    if (sessionId !== followed) return;
    const { timeline } = await ask(`/demo/sessions/${sessionId}/timeline`).catch(() => ({}));
    if (sessionId !== followed) return;
    for (const entry of timeline?.data ?? []) add(fromTimeline(entry));
}

function fromTimeline(entry) {
    const at = Date.parse(entry.at);
    if (entry.source === "provider") {
        const more = entry.tries > 1 ? `${entry.state}, ${entry.tries} tries` : entry.state;
        return { kind: "provider", key: entry.eventId, at, what: entry.type, more, json: entry };
    }
    const more = [entry.detail, entry.attempt && `attempt ${entry.attempt}`].filter(Boolean).join(" · ");
    return { kind: entry.source, key: `${entry.source} ${entry.sequence}`, at, what: entry.type.replace(/_/g, " "), more };
}

function showCall(call) {
    add({
        kind: "call", at: Date.parse(call.at), what: `${call.method} ${call.path} → ${call.status}`,
        more: `${call.milliseconds} ms`, json: { request: call.request, answer: call.answer },
    });
}

// The panel.

function add(entry) {
    const known = entry.key && shown.get(entry.key);
    const row = draw(entry);
    if (known) {
        // It stays where it is; only what is said of it changes.
        row.classList.remove("new");
        if (known.textContent !== row.textContent) known.replaceChildren(...row.childNodes);
        return;
    }
    if (entry.key) shown.set(entry.key, row);
    const after = [...elements.entries.children].find((other) => Number(other.dataset.at) > entry.at);
    elements.entries.insertBefore(row, after ?? null);
    if (!after) row.scrollIntoView({ block: "nearest" });
}

function draw({ kind, at, what, more, json }) {
    const row = make("li", `new ${kind === "subscription" ? "session" : kind}`);
    row.dataset.at = at;
    const line = make("div", "line");
    line.append(make("span", `way ${kind === "subscription" ? "session" : kind}`, WAYS[kind]), make("time", "", clock(at)));
    row.append(line, make("span", "what", what));
    if (more) row.append(make("span", "more", more));
    if (json) row.append(folded(json));
    return row;
}

function folded(json) {
    const details = make("details");
    const text = make("pre", "", JSON.stringify(json, null, 2));
    text.tabIndex = 0;
    details.append(make("summary", "", "JSON"), text);
    return details;
}

function make(name, style = "", text = "") {
    const element = document.createElement(name);
    element.className = style;
    element.textContent = text;
    return element;
}

function clock(at) {
    const time = new Date(at);
    return `${time.toLocaleTimeString("en-GB")}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

// Beginning.

async function copy(button) {
    const words = button.textContent;
    try {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = "Copied";
    } catch {
        button.textContent = "Not allowed";
    }
    setTimeout(() => { button.textContent = words; }, 1500);
}

for (const button of document.querySelectorAll("[data-buy]")) button.addEventListener("click", () => buy(button.dataset.buy, button));
for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(button));

/** The buyer comes back from the payment page. */
const returned = new URLSearchParams(location.search).get("session");
if (returned) {
    follow(returned);
    const call = sessionStorage.getItem(returned);
    if (call) showCall(JSON.parse(call));
    thank(returned).catch((error) => showBanner(`That did not work: ${error.message}`, true));
    history.replaceState(null, "", "/demo");
}
