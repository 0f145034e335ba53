// The hosted checkout page. It is right without this script as far as it shows how things stand; this lets the buyer pay,
// and keeps it right while it is open. `watch` comes from watch.js, which stands in front of this file.

const config = JSON.parse(document.getElementById("config").textContent);
const words = config.words;
const page = document.querySelector(".checkout");
const form = document.getElementById("pay");
const say = (text) => { document.getElementById("announcements").textContent = text; };
// By the wall clock, since others stand still while a computer sleeps.
const openedAt = Date.now();

let session = config.session;
let isBusy = false;
/** The buyer wants to use another card although the bank's check is open. */
let prefersForm = false;
let entry = null;
let following = null;

// What there is to see.

function panelOf(session) {
    switch (session.status) {
        case "completed": case "expired": case "canceled": case "processing": return session.status;
    }
    if (session.paymentStatus === "requires_action") return prefersForm ? "form" : "action";
    if (session.paymentStatus === "processing") return "processing";
    return isOver() ? "expired" : "form";
}

function show() {
    let panel = panelOf(session);
    // Until the answer is here, the button tells; what the stream brings first is the same.
    if (isBusy && (panel === "form" || panel === "processing")) panel = "form";
    const previous = page.dataset.panel;
    for (const section of document.querySelectorAll("[data-shows]")) section.hidden = section.dataset.shows !== panel;
    page.dataset.panel = panel;
    showFailure(panel);
    showAction();
    if (panel === "completed") finish();
    if (panel !== previous) arrivedAt(panel);
    reportHeight();
}

/** Whoever cannot see the page is told of it, and the keyboard is where it goes on. */
function arrivedAt(panel) {
    const heading = document.querySelector(`[data-shows="${panel}"] h2`);
    if (heading) {
        say(heading.textContent);
        heading.focus({ preventScroll: false });
    }
    if (panel === "expired" || panel === "canceled") tellParent("CHECKOUT_ERROR", { error: session.failure || { code: `session_${panel}` } });
}

function showFailure(panel) {
    const failure = session.failure;
    const notice = document.getElementById("failure");
    if (notice) {
        const isShown = panel === "form" && session.status === "failed" && failure && !isBusy;
        if (isShown) setNotice(failure.message, failure.suggestion);
        else if (!notice.dataset.ours) notice.hidden = true;
    }
    if (!failure) return;
    for (const text of document.querySelectorAll("[data-ended]")) {
        text.textContent = `${advice(failure.message)} ${advice(failure.suggestion)}`;
    }
}

/** `ours` for what the session does not know of, such as a lost connection. */
function setNotice(message, suggestion, ours) {
    const notice = document.getElementById("failure");
    const [strong, span] = [notice.querySelector("strong"), notice.querySelector("span")];
    strong.textContent = advice(message);
    span.textContent = suggestion ? advice(suggestion) : "";
    notice.dataset.ours = ours ? "1" : "";
    notice.hidden = false;
}

function advice(english) { return config.advice[english] || english; }

function showAction() {
    const link = document.getElementById("to-bank");
    if (link && session.nextAction) link.href = session.nextAction.redirectUrl;
}

// How it goes on.

/** Newer than what is known, whichever way it came. */
function take(next) {
    if (!next || next.version < session.version) return;
    const isNews = next.version > session.version;
    session = next;
    if (isNews && session.status === "failed") tellFailure();
    if (isNews && panelOf(session) === "processing") tellParent("PROCESSING", {});
    show();
}

function tellFailure() {
    const failure = session.failure || {};
    tellParent("PAYMENT_FAILED", { message: failure.message, code: failure.code, declineCode: failure.declineCode });
}

let isFinishing = false;

/** The merchant's server is given a moment to hear of it before the buyer is there. */
function finish() {
    if (isFinishing) return;
    isFinishing = true;
    tellParent("CHECKOUT_SUCCESS", { subscription: session.subscription, session });
    if (config.embedded || !session.successUrl) return;
    const patience = session.fulfilment.merchantNotifiedAt ? 700 : 1500;
    setTimeout(() => location.replace(session.successUrl), patience);
}

function toBank() {
    if (!session.nextAction) return;
    const url = session.nextAction.redirectUrl;
    if (config.embedded) tellParent("3DS_REQUIRED", { threeDSecureUrl: url });
    else location.assign(url);
}

// Time.

function secondsLeft() {
    const now = Date.parse(config.now) + (Date.now() - openedAt);
    return Math.floor((Date.parse(session.expiresAt) - now) / 1000);
}

function isOver() { return secondsLeft() <= 0; }

const told = new Set();

function tick() {
    const clock = document.getElementById("clock");
    const left = secondsLeft();
    const isOpen = page.dataset.panel === "form" || page.dataset.panel === "action";
    clock.hidden = !isOpen || left > 3600;
    if (!isOpen) return;
    clock.querySelector("span").textContent = clockText(Math.max(0, left));
    clock.classList.toggle("soon", left < 300);
    for (const [limit, text] of [[60, words.minuteLeft], [300, words.minutesLeft.replace("{n}", 5)]]) {
        if (left > limit || left <= limit - 60) continue;
        if (!told.has(limit)) say(text);
        told.add(limit);
    }
    if (left <= 0 && !isBusy) {
        // The server says the last word, in a moment; nobody is left before a form that cannot work.
        show();
        if (left % 5 === 0) refresh();
    }
}

function clockText(seconds) {
    if (seconds >= 600) return `${Math.ceil(seconds / 60)} min`;
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// Paying.

/** Something the buyer can mend. */
class Problem extends Error {
    constructor(message, field) {
        super(message);
        this.field = field;
    }
}

function fields() { return [...form.querySelectorAll("input")]; }

function mark(input, message) {
    const problem = document.getElementById(`${input.id}-problem`);
    problem.textContent = message || "";
    problem.hidden = !message;
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    reportHeight();
}

function contactProblem(input) {
    const text = input.value.trim();
    if (input.type !== "email") return null;
    if (!text) return words.emailMissing;
    return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : words.emailWrong;
}

function problemOf(input) { return input.dataset.card ? cardProblem(input) : contactProblem(input); }

/** Marks all that is wrong and goes to the first of it. */
function isComplete() {
    const wrong = fields().filter((input) => {
        const problem = problemOf(input);
        mark(input, problem);
        return problem;
    });
    wrong[0]?.focus();
    return wrong.length === 0;
}

function contact() {
    const value = (name) => form.elements[name]?.value.trim() || undefined;
    const customer = { email: value("email"), name: value("name") };
    return customer.email || customer.name ? customer : undefined;
}

function setBusy(busy) {
    isBusy = busy;
    const button = document.getElementById("go");
    button.setAttribute("aria-busy", String(busy));
    // Not `disabled`: the keyboard would lose its place.
    button.setAttribute("aria-disabled", String(busy));
    button.querySelector("b").textContent = busy ? words.working : button.dataset.label;
    for (const input of fields()) input.readOnly = busy;
    if (busy) say(words.working);
}

async function submit(event) {
    event.preventDefault();
    if (isBusy || !isComplete()) return;
    document.getElementById("failure").hidden = true;
    setBusy(true);
    try {
        const customer = contact();
        const paymentMethodId = entry ? await entry.method(customer || {}) : undefined;
        await settle(await confirm({ paymentMethodId, customer }));
    } catch (problem) {
        setBusy(false);
        complain(problem);
    }
}

function complain(problem) {
    const field = problem.field && document.getElementById(problem.field);
    if (field) {
        mark(field, problem.message);
        field.focus();
    } else {
        setNotice(problem instanceof Problem ? problem.message : words.notReached, "", true);
    }
    if (!(problem instanceof Problem)) refresh();
    show();
    if (!field) bringIntoView(document.getElementById("failure"));
}

/** On a small screen the button is far below what it has to tell. */
function bringIntoView(notice) {
    if (!notice || notice.hidden) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    notice.scrollIntoView({ block: "center", behavior: isCalm ? "auto" : "smooth" });
}

/** What a confirm was answered with. */
async function settle({ status, body }) {
    setBusy(false);
    const error = body.error;
    prefersForm = false;
    take(error ? error.details?.session : body);
    if (!error) {
        if (panelOf(session) === "action") toBank();
        return show();
    }
    if (error.details?.session) {
        show();
        return bringIntoView(document.getElementById("failure"));
    }
    // How it ended is not known yet: the page follows it, and so does the server.
    if (status === 504) {
        refresh();
        return show();
    }
    throw new Problem(wordsFor(status, error));
}

function wordsFor(status, error) {
    switch (error.code) {
        case "card_number_refused": return words.numberSentToUs;
        case "already_subscribed": return words.subscribedAlready;
        case "trial_used": return words.trialUsed;
        case "subscription_changed": return words.priceChanged;
    }
    if (status === 429) return words.tooOften;
    return error.param === "customer.email" ? words.emailWrong : words.notAccepted;
}

/** Under one key however often it has to be sent: a lost answer makes no second payment. */
async function confirm(order) {
    const key = randomKey();
    for (const pause of [500, 1000, 2000, 4000, 0]) {
        let response;
        try {
            response = await post("confirm", order, key);
        } catch (failure) {
            if (!pause) throw failure;
        }
        const isTransient = !response || isPassing(response);
        if (!isTransient || !pause) return response;
        await new Promise((go) => setTimeout(go, pause));
    }
}

/** A proxy while the server restarts, a server that is about to, or the same request still on its way. */
function isPassing({ status, body }) {
    if (!body.error) return false;
    const code = body.error.code;
    return !code || status === 503 || code === "idempotency_in_progress" || code === "subscription_busy";
}

async function post(action, body, key) {
    const headers = { "Content-Type": "application/json" };
    if (key) headers["Idempotency-Key"] = key;
    const response = await fetch(`/checkout/${session.id}/${action}${location.search}`, {
        method: "POST", headers, body: JSON.stringify(body), credentials: "omit", cache: "no-store",
    });
    const text = await response.text();
    try {
        return { status: response.status, body: JSON.parse(text) };
    } catch {
        // A proxy's page, most likely.
        return { status: response.status, body: { error: {} } };
    }
}

function randomKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return "page-" + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Starting again.

async function startAgain(event) {
    const button = event.currentTarget;
    button.disabled = true;
    try {
        const { status, body } = await post("again", {});
        if (status < 300) {
            const target = config.embedded ? body.embedUrl : body.url;
            return location.replace(target + location.search);
        }
    } catch { /* told below */ }
    button.disabled = false;
    const text = document.querySelector('[data-shows="expired"] [data-ended]');
    text.textContent = words.startAgainThere;
    say(words.startAgainThere);
}

// Beginning.

function prepareForm() {
    if (!form) return;
    for (const input of fields()) {
        input.addEventListener("blur", () => { if (input.value) mark(input, problemOf(input)); });
        input.addEventListener("input", () => { if (input.hasAttribute("aria-invalid") && !problemOf(input)) mark(input, null); });
    }
    form.addEventListener("submit", submit);
    document.getElementById("go").hidden = false;
}

function prepareLogo() {
    const logo = document.querySelector("img.logo");
    const replace = () => { logo.hidden = true; logo.nextElementSibling.hidden = false; };
    if (!logo) return;
    logo.addEventListener("error", replace);
    if (logo.complete && !logo.naturalWidth) replace();
}

function follow() {
    if (following || session.status === "completed" || session.status === "expired" || session.status === "canceled") return;
    following = watch(session.id, {
        baseUrl: "",
        onStatus: take,
        onConnection: (state) => {
            document.getElementById("offline").hidden = state !== "offline";
            reportHeight();
        },
    });
}

/** Asks how things stand, if anybody can be asked; what fails is tried again by itself. */
function refresh() { following?.refresh().catch(() => {}); }

function begin() {
    prepareLogo();
    prepareForm();
    document.getElementById("other-card")?.addEventListener("click", () => {
        prefersForm = true;
        show();
        (fields().find((input) => !input.value) || document.getElementById("go")).focus();
    });
    document.getElementById("to-bank")?.addEventListener("click", (event) => {
        if (!config.embedded) return;
        // The frame may not leave for the bank; a new window may, if the page around does nothing.
        tellParent("3DS_REQUIRED", { threeDSecureUrl: event.currentTarget.href });
    });
    document.getElementById("again")?.addEventListener("click", startAgain);
    for (const button of document.querySelectorAll("[data-close]")) {
        button.addEventListener("click", () => tellParent("CHECKOUT_CLOSE", {}));
    }
    // Kept by the browser and shown again: whatever was under way has ended since.
    addEventListener("pageshow", (event) => {
        if (!event.persisted) return;
        if (form) setBusy(false);
        isFinishing = false;
        refresh();
        show();
    });
    joinParent();
    if (form) entry = prepareEntry();
    show();
    tick();
    setInterval(tick, 1000);
    follow();
}
