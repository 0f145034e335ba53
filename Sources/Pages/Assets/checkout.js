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
