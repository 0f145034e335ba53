// Follows one checkout session until it has ended, whatever happens to the network on the way.
//
//   const watching = watch("cs_…", { baseUrl, onStatus, onConnection, onError, signal });
//   watching.refresh(); watching.close();
//
// It listens to the session's stream; where streams do not get through, it asks with long-polls, and where connections are
// scarce, with short ones. Every answer carries a version and only higher ones are told, so that it does not matter which
// way, how often or in which order they arrive.

const TERMINAL = ["completed", "expired", "canceled"];

const timing = {
    /** A stream that has said nothing by then is stuck: in a browser out of connections, or a proxy that keeps it all. */
    open: 3000,
    /** What is broken may look idle, for heartbeats are invisible to scripts: so often it is asked whether all is well. */
    audit: 45000,
    longPoll: 20,
    shortPoll: 2500,
    hiddenPoll: 12000,
    /** A tab that is out of sight for longer leaves its connection to others. */
    grace: 10000,
    answer: 8000,
    longestPause: 15000,
    longestStreamPause: 300000,
};

/**
 * Browsers open six connections to a host over HTTP/1.1, for all tabs together. Were they all streams, the next tab would
 * not even load: so few tabs at a time keep one, and the others ask now and then.
 */
const HELD_CONNECTIONS = 3;

/** A function that gives the connection back; null when enough are held. */
async function claimConnection(host) {
    for (let slot = 0; slot < HELD_CONNECTIONS; slot++) {
        const release = await claimLock(`till ${host} ${slot}`);
        if (release) return release;
    }
    return null;
}

function claimLock(name) {
    return new Promise((resolve) => {
        // Locks are not there on pages without TLS, and not allowed in some frames: then nobody is held back.
        const unlimited = () => resolve(() => {});
        if (!navigator.locks) return unlimited();
        // A lock is held until the promise returned here resolves; what resolves it is what the claimant gets.
        const held = (lock) => (lock ? new Promise(resolve) : resolve(null));
        navigator.locks.request(name, { ifAvailable: true }, held).catch(unlimited);
    });
}

/** What an answer that is no success says, as an error; of a proxy's page, that there was one. */
export async function failureOf(answer) {
    const body = await answer.json().catch(() => null);
    const error = new Error(body?.error?.message ?? `The server answered ${answer.status}.`);
    return Object.assign(error, body?.error, {
        name: "TillError", status: answer.status, retryAfter: Number(answer.headers.get("Retry-After")) || 0,
    });
}

/** What a handler throws is the page's trouble, to be seen there; the session goes on. */
export function tell(handler, value) {
    try {
        return handler?.(value);
    } catch (error) {
        setTimeout(() => { throw error; });
    }
}

/** Of what is not there, nothing will come; a proxy's 404 during a restart has no code of ours. */
const isFinal = (error) => error.status === 404 && Boolean(error.code);

export function watch(sessionId, { baseUrl = "", onStatus, onConnection, onError, signal } = {}) {
    const base = new URL(baseUrl || "/", location.href);
    const url = `${base.href.replace(/\/$/, "")}/v1/checkout/${encodeURIComponent(sessionId)}`;
    let version = 0;
    let connection;
    let isClosed = false;
    /** What is under way; aborting it makes the loop look around anew. */
    let step = new AbortController();
    let failures = 0;
    /** Whether the last short question was answered, so that a long one is worth the wait. */
    let isAnswered = false;
    let streamFailures = 0;
    const streamsAreThere = "EventSource" in window;
    let streamFrom = streamsAreThere ? 0 : Infinity;
    /** Whether a stream has ever brought anything: what opens may still be held back by a proxy. */
    let isStreamProven = false;
    /** Resumes a page that was put aside. */
    let resume = null;
    let graceTimer;

    // MARK: Telling

    function take(session) {
        if (isClosed || !(session.version > version)) return;
        version = session.version;
        tell(onStatus, session);
        if (TERMINAL.includes(session.status)) close();
    }

    function report(state) {
        if (isClosed || state === connection) return;
        connection = state;
        tell(onConnection, state);
    }

    // MARK: Waiting

    function pause(milliseconds, aborted) {
        return new Promise((resolve) => {
            if (aborted.aborted) return resolve();
            const timer = setTimeout(resolve, milliseconds);
            aborted.addEventListener("abort", () => { clearTimeout(timer); resolve(); });
        });
    }

    /** Between a half and all of it, so that many clients of one server do not come back at once. */
    const jittered = (milliseconds) => milliseconds * (0.5 + Math.random() / 2);

    const doubled = (first, times, longest) => jittered(Math.min(first * 2 ** times, longest));

    // MARK: Asking

    async function ask(query, patience, aborted) {
        const control = new AbortController();
        const abort = () => control.abort();
        const timer = setTimeout(abort, patience);
        if (aborted?.aborted) abort();
        aborted?.addEventListener("abort", abort);
        try {
            const answer = await fetch(`${url}/status${query}`, {
                cache: "no-store", credentials: "omit", signal: control.signal,
            });
            if (answer.ok) return await answer.json();
            throw await failureOf(answer);
        } finally {
            clearTimeout(timer);
            aborted?.removeEventListener("abort", abort);
        }
    }

    async function poll(mayHold, aborted) {
        const untilStream = Math.ceil((streamFrom - Date.now()) / 1000);
        const wait = mayHold && isAnswered ? Math.min(timing.longPoll, Math.max(untilStream, 0)) : 0;
        const query = wait ? `?after=${version}&wait=${wait}` : "";
        take(await ask(query, wait * 1000 + timing.answer, aborted));
        failures = 0;
        // A stream that merely ended in its time is no news.
        if (!mayHold || streamFailures || connection !== "live") report("polling");
        if (!mayHold) await pause(jittered(document.hidden ? timing.hiddenPoll : timing.shortPoll), aborted);
        isAnswered = true;
    }

    // MARK: Listening

    /** Resolves when the stream is over, to whether it worked. */
    function listen(aborted) {
        return new Promise((resolve) => {
            // Without an id it begins with how things stand, which proves that something gets through.
            const source = new EventSource(`${url}/stream${isStreamProven ? `?lastEventId=${version}` : ""}`);
            let timer = setTimeout(() => finish(false), timing.open);
            let isLive = false;
            const finish = (worked) => {
                clearTimeout(timer);
                source.close();
                resolve(worked);
            };
            const live = () => {
                if (isLive || aborted.aborted) return;
                isLive = isStreamProven = true;
                streamFailures = failures = 0;
                report("live");
                clearTimeout(timer);
                timer = setTimeout(audit, jittered(timing.audit));
            };
            const audit = async () => {
                const seen = version;
                try {
                    take(await ask("", timing.answer, aborted));
                } catch {
                    return finish(true);
                }
                if (version > seen) return finish(false);
                if (!aborted.aborted) timer = setTimeout(audit, jittered(timing.audit));
            };
            source.onopen = () => { if (isStreamProven) live(); };
            source.onmessage = ({ data }) => {
                try {
                    const session = JSON.parse(data);
                    live();
                    take(session);
                } catch {
                    finish(false);
                }
            };
            // Never left to the browser: on any answer but 200 it would give up for good.
            source.onerror = () => finish(isLive);
            aborted.addEventListener("abort", () => finish(true));
        });
    }

    async function stream(aborted) {
        isAnswered = false;
        const worked = await listen(aborted);
        if (aborted.aborted) return;
        if (worked) {
            streamFrom = Date.now() + jittered(1000);
        } else {
            streamFailures += 1;
            streamFrom = Date.now() + doubled(5000, streamFailures - 1, timing.longestStreamPause);
        }
    }

    // MARK: Going on

    async function go() {
        while (!isClosed) {
            if (resume) await new Promise((resolve) => { resume = resolve; });
            if (isClosed) return;
            step = new AbortController();
            const aborted = step.signal;
            const release = document.hidden && !graceTimer ? null : await claimConnection(base.host);
            try {
                if (aborted.aborted) continue;
                if (release && Date.now() >= streamFrom) await stream(aborted);
                else await poll(Boolean(release), aborted);
            } catch (error) {
                if (isFinal(error)) return fail(error);
                if (!aborted.aborted) await recover(error, aborted, release);
            } finally {
                release?.();
            }
        }
    }

    async function recover(error, aborted, release) {
        isAnswered = false;
        failures += 1;
        report("offline");
        release?.();
        const asked = (error.retryAfter ?? 0) * 1000;
        await pause(Math.max(asked, doubled(1000, failures - 1, timing.longestPause)), aborted);
    }

    function fail(error) {
        tell(onError, error);
        close();
    }

    /** Something has changed that makes trying now worth more than waiting. */
    function nudge() {
        failures = 0;
        if (streamsAreThere) streamFrom = 0;
        step.abort();
    }

    function lose() {
        report("offline");
        isAnswered = false;
        streamFrom = Math.max(streamFrom, Date.now() + 1000);
        step.abort();
    }

    // MARK: The page around it

    const happenings = [
        [window, "online", nudge],
        [window, "offline", lose],
        [document, "visibilitychange", () => {
            clearTimeout(graceTimer);
            graceTimer = undefined;
            if (!document.hidden) return nudge();
            graceTimer = setTimeout(() => { graceTimer = undefined; step.abort(); }, timing.grace);
        }],
        // A page with an open connection or a lock is not kept for the way back.
        [window, "pagehide", () => { resume = resume ?? (() => {}); step.abort(); }],
        [window, "pageshow", (event) => {
            if (!event.persisted) return;
            const go = resume;
            resume = null;
            nudge();
            go?.();
        }],
    ];
    for (const [target, name, handler] of happenings) target.addEventListener(name, handler);

    function close() {
        if (isClosed) return;
        isClosed = true;
        clearTimeout(graceTimer);
        for (const [target, name, handler] of happenings) target.removeEventListener(name, handler);
        signal?.removeEventListener("abort", close);
        step.abort();
        resume?.();
    }

    /** Asks now; what it answers is also told, when it is news. */
    async function refresh() {
        const session = await ask("", timing.answer);
        take(session);
        if (connection !== "live") nudge();
        return session;
    }

    if (signal?.aborted) close();
    signal?.addEventListener("abort", close);
    go();
    return { close, refresh };
}
