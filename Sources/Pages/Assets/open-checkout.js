// Opens the payment page of a session: in a dialog over the merchant's page, or in its place. docs/embedding.md has the
// messages that page and frame exchange; nothing is taken from, or told to, anybody but the frame and Till's own origin.

const DIALOG_STYLE = `position:fixed;inset:0;width:100%;height:100%;max-width:none;max-height:none;margin:0;padding:16px;border:0;
    box-sizing:border-box;display:flex;overflow:auto;background:rgb(12 15 22 / .6)`;
const PANEL_STYLE = `margin:auto;width:100%;max-width:480px;border-radius:16px;overflow:clip;background:Canvas;
    color:CanvasText;box-shadow:0 24px 64px rgb(0 0 0 / .35);font:16px/1.5 system-ui`;
const CLOSE_STYLE = `position:sticky;top:4px;z-index:1;display:block;margin:4px 4px -12px auto;width:44px;height:44px;border:0;
    border-radius:22px;background:Canvas;color:inherit;font-size:24px;cursor:pointer`;
const FRAME_STYLE = "display:block;width:100%;height:420px;border:0;background:none";
const LINK_STYLE = "display:block;padding:0 24px 24px;color:inherit";

/** A frame that has said nothing by then was not let in, most likely by a policy: the page itself always works. */
const FRAME_PATIENCE = 8000;
/** How long a purchase that is done stays to be seen. */
const SUCCESS_PAUSE = 2500;

const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";

export function openCheckout({ sessionId, url, mode = "modal", baseUrl, ...options }) {
    const place = checkoutPlace(sessionId, url, baseUrl);
    if (mode !== "redirect") return openModal(place, options);
    location.assign(place.page);
    // The page is on its way out.
    return { close() {}, closed: new Promise(() => {}) };
}

function checkoutPlace(sessionId, url, baseUrl) {
    const page = url ? new URL(url, baseUrl) : new URL(`checkout/${encodeURIComponent(sessionId)}`, `${baseUrl.replace(/\/$/, "")}/`);
    const [, before, id] = /^(.*\/)checkout\/([^/]+)$/.exec(page.pathname) ?? [];
    if (!id || !/^https?:$/.test(page.protocol)) throw new TypeError("openCheckout needs a sessionId or a checkoutUrl.");
    return { page: page.href, base: page.origin + before, origin: page.origin, id };
}

function element(name, style, members) {
    const made = Object.assign(document.createElement(name), members);
    // By script: a merchant's policy may forbid style attributes and style sheets, not this.
    made.style.cssText = style;
    return made;
}

function openModal(place, options) {
    const { title = "Checkout", closeLabel = "Close", continueLabel = "Continue to the payment page", theme, locale } = options;
    const dialog = element("dialog", DIALOG_STYLE);
    dialog.setAttribute("aria-label", title);
    const close = element("button", CLOSE_STYLE, { type: "button", textContent: "×" });
    close.setAttribute("aria-label", closeLabel);
    const frame = element("iframe", FRAME_STYLE, { title, allow: "payment", src: `${place.base}embed/checkout/${place.id}` });
    frame.setAttribute("sandbox", SANDBOX);
    const panel = element("div", PANEL_STYLE);
    panel.append(close, frame);
    dialog.append(panel);
    if (theme === "light" || theme === "dark") panel.style.colorScheme = frame.style.colorScheme = theme;

    const overflow = document.documentElement.style.overflow;
    let isReady = false;
    let isOpen = true;
    let result = { outcome: "closed" };
    let ended;
    const closed = new Promise((resolve) => { ended = resolve; });
    const following = options.onStatus && watch(place.id, { baseUrl: place.base, onStatus: options.onStatus });
    const send = (type, payload = {}) => frame.contentWindow?.postMessage({ type, payload }, place.origin);

    function finish() {
        if (!isOpen) return;
        isOpen = false;
        clearTimeout(patience);
        removeEventListener("message", hear);
        send("CLOSE_CHECKOUT");
        following?.close();
        // The browser gives the focus back to whatever had it.
        dialog.close();
        dialog.remove();
        document.documentElement.style.overflow = overflow;
        ended(result);
        tell(options.onClose, result);
    }

    function succeed({ session, subscription }) {
        result = { outcome: "completed", session, subscription };
        tell(options.onSuccess, result);
        if (!options.onSuccess && session?.successUrl) return leave(session.successUrl);
        if (options.closeOnSuccess !== false) setTimeout(finish, SUCCESS_PAUSE);
    }

    function leave(address) {
        // What a frame says is an address may be a script.
        if (/^https?:$/.test(new URL(address, place.page).protocol)) location.assign(address);
    }

    const answers = {
        // What every object has is no message.
        __proto__: null,
        CHECKOUT_READY() {
            isReady = true;
            clearTimeout(patience);
            send("INIT_CHECKOUT", { sessionId: place.id, config: { locale, theme } });
            frame.focus({ preventScroll: true });
            tell(options.onReady);
        },
        CHECKOUT_SUCCESS: succeed,
        CHECKOUT_ERROR: ({ error }) => tell(options.onError, error),
        PAYMENT_FAILED: (failure) => tell(options.onPaymentFailed, failure),
        PROCESSING: () => tell(options.onProcessing),
        // Banks refuse to be framed: their page takes the place of the merchant's, unless the merchant knows better.
        "3DS_REQUIRED": ({ threeDSecureUrl }) => { if (tell(options.onAction, threeDSecureUrl) !== false) leave(threeDSecureUrl); },
        HEIGHT_CHANGED({ height }) { if (height > 0) frame.style.height = `${Math.ceil(height)}px`; },
        CHECKOUT_CLOSE: finish,
    };

    function hear({ source, origin, data }) {
        if (source !== frame.contentWindow || origin !== place.origin) return;
        answers[data?.type]?.(data.payload ?? {});
    }

    const patience = setTimeout(() => {
        if (isReady) return;
        frame.style.height = "64px";
        panel.append(element("a", LINK_STYLE, { href: place.page, textContent: continueLabel }));
        tell(options.onError, { code: "frame_not_loaded", message: "The payment page does not load in a frame." });
    }, FRAME_PATIENCE);

    addEventListener("message", hear);
    close.addEventListener("click", finish);
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); finish(); });
    document.documentElement.style.overflow = "hidden";
    document.body.append(dialog);
    dialog.showModal();
    return { close: finish, closed };
}
