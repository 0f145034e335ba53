// From the button to the outcome: what is filled in, what is sent, and what is said about it.

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
