// Till's browser client: docs/browser-client.md. `home` is where the script was loaded from, and so where Till is.

function tillAt(home) {
    const base = new URL(".", home).href;
    return Object.freeze({
        watch: (sessionId, options) => watch(sessionId, { baseUrl: base, ...options }),
        openCheckout: (options) => openCheckout({ baseUrl: base, ...options }),
        confirm: (clientSecret, options) => confirm(clientSecret, { baseUrl: base, ...options }),
    });
}
