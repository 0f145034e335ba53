// The frame's side of embedding: see docs/embedding.md. Messages go to the page around it and come from it only if its origin
// is one of the merchant's. Alone in a window, all of this does nothing.

const isFramed = config.embedded && window.parent !== window;
/** Which origins may be around: `*` for any. */
const origins = config.embedded?.origins || [];
/** Whoever has introduced itself. */
let parentOrigin = null;
let unsent = [];

function isAllowed(origin) { return origins.includes("*") || origins.includes(origin) || origin === location.origin; }

function tellParent(type, payload) {
    if (!isFramed) return;
    if (!parentOrigin) unsent.push({ type, payload });
    else window.parent.postMessage({ type, payload }, parentOrigin === "null" ? "*" : parentOrigin);
}

function reportHeight() {
    if (isFramed) tellHeight(Math.ceil(page.getBoundingClientRect().height));
}

let lastHeight = 0;

function tellHeight(height) {
    if (height === lastHeight) return;
    lastHeight = height;
    tellParent("HEIGHT_CHANGED", { height });
}

function heard(event) {
    if (event.source !== window.parent || !isAllowed(event.origin)) return;
    const { type, payload } = event.data || {};
    switch (type) {
        case "INIT_CHECKOUT":
            if (payload?.sessionId && payload.sessionId !== config.session.id) return;
            parentOrigin = event.origin;
            configure(payload?.config);
            for (const message of unsent.splice(0)) tellParent(message.type, message.payload);
            return;
        case "UPDATE_CONFIG":
            if (event.origin === parentOrigin) configure(payload?.config || payload);
            return;
        case "CLOSE_CHECKOUT":
            if (event.origin === parentOrigin) following?.close();
    }
}

/** The language; colours follow the `color-scheme` that the page around gives the frame. */
function configure(wanted) {
    const locale = wanted?.locale;
    if (typeof locale !== "string" || !config.locales.includes(locale) || locale === document.documentElement.lang) return;
    const url = new URL(location.href);
    if (url.searchParams.get("locale") === locale) return;
    url.searchParams.set("locale", locale);
    location.replace(url);
}

/** Nothing is in it, so that whoever is around may hear it; everything else waits for them to say who they are. */
function joinParent() {
    if (!isFramed) return;
    addEventListener("message", heard);
    // The page around does not hear the keys of this one.
    addEventListener("keydown", ({ key }) => { if (key === "Escape" && !isBusy) tellParent("CHECKOUT_CLOSE", {}); });
    window.parent.postMessage({ type: "CHECKOUT_READY", payload: {} }, "*");
    new ResizeObserver(reportHeight).observe(page);
}
