// The time left: shown all along, and told to whoever cannot see it when it is nearly over.

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
