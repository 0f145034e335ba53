// Pays a session with a payment method of the provider's. However often the request has to be sent, it is one payment: every
// try carries the same key, and the first answer is the answer to all.

const CONFIRM_PAUSES = [500, 1000, 2000, 4000];

export async function confirm(clientSecret, { paymentMethodId, returnUrl, idempotencyKey, baseUrl, signal } = {}) {
    const request = {
        method: "POST", credentials: "omit", cache: "no-store", signal,
        headers: { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey ?? newKey() },
        body: JSON.stringify({ paymentMethodId, returnUrl }),
    };
    const url = `${baseUrl.replace(/\/$/, "")}/v1/checkout/${encodeURIComponent(clientSecret)}/confirm`;
    for (const pause of CONFIRM_PAUSES) {
        try {
            return await sendConfirm(url, request);
        } catch (error) {
            if (signal?.aborted || !isPassing(error)) throw error;
            await new Promise((go) => setTimeout(go, Math.max(pause, (error.retryAfter ?? 0) * 1000)));
        }
    }
    return sendConfirm(url, request);
}

async function sendConfirm(url, request) {
    const answer = await fetch(url, request);
    if (answer.ok) return answer.json();
    const error = await failureOf(answer);
    // How the session stands after it, where the answer says so.
    error.session = error.details?.session;
    throw error;
}

/** No answer at all, a proxy's while the server restarts, or the same request still on its way. */
function isPassing({ status, code }) {
    return !status || status === 503 || code === "idempotency_in_progress" || (status >= 500 && !code);
}

function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
