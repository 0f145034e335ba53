// Card entry. With Stripe's key the fields are Stripe's own, in frames of its own; with the simulator they are ours, and their
// contents go to the simulator alone, as Stripe's would to Stripe.

const brands = [
    { name: "Amex", starts: /^3[47]/, lengths: [15], groups: [4, 6, 5], code: 4 },
    { name: "Diners", starts: /^3(?:0[0-59]|[689])/, lengths: [14, 16, 19], groups: [4, 6, 4], code: 3 },
    { name: "Visa", starts: /^4/, lengths: [13, 16, 19], groups: [4, 4, 4, 4, 3], code: 3 },
    { name: "Mastercard", starts: /^(?:5[1-5]|2[2-7])/, lengths: [16], groups: [4, 4, 4, 4], code: 3 },
    { name: "Discover", starts: /^6(?:011|4[4-9]|5)/, lengths: [16, 19], groups: [4, 4, 4, 4, 3], code: 3 },
    { name: "JCB", starts: /^35/, lengths: [16, 19], groups: [4, 4, 4, 4, 3], code: 3 },
    { name: "UnionPay", starts: /^62/, lengths: [16, 17, 18, 19], groups: [4, 4, 4, 4, 3], code: 3 },
];
const anyBrand = { name: "", lengths: [12, 13, 14, 15, 16, 17, 18, 19], groups: [4, 4, 4, 4, 3], code: 3 };

function digitsOf(text) { return text.replace(/\D/g, ""); }

function brandOf(digits) { return brands.find((brand) => brand.starts.test(digits)) || anyBrand; }

/** ISO/IEC 7812's check digit. */
function hasCheckDigit(digits) {
    const sum = [...digits].reverse().reduce((sum, digit, place) => {
        const value = place % 2 ? digit * 2 : +digit;
        return sum + (value > 9 ? value - 9 : value);
    }, 0);
    return sum % 10 === 0;
}

function grouped(digits) {
    const { groups, lengths } = brandOf(digits);
    let rest = digits.slice(0, Math.max(...lengths));
    const parts = [];
    for (const length of groups) {
        if (!rest) break;
        parts.push(rest.slice(0, length));
        rest = rest.slice(length);
    }
    return parts.join(" ") + rest;
}

/** `7` is July, `1` may become December. */
function expiryText(text) {
    const parts = /^\s*(\d{1,2})\s*[/.-]\s*(\d*)/.exec(text);
    let digits = parts ? parts[1].padStart(2, "0") + parts[2] : digitsOf(text);
    if (/^[2-9]/.test(digits)) digits = "0" + digits;
    // A year in full, as password managers fill it in.
    if (digits.length === 6 && digits.slice(2, 4) === "20") digits = digits.slice(0, 2) + digits.slice(4);
    digits = digits.slice(0, 4);
    const isTyped = /\/\s*$/.test(text) && digits.length === 2;
    return digits.length > 2 || isTyped ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits;
}

function expiryOf(text) {
    const digits = digitsOf(text);
    return { month: +digits.slice(0, 2), year: 2000 + +digits.slice(2, 4), isWhole: digits.length === 4 };
}

/** What is wrong with a field of the card; nothing when it is right. */
function cardProblem(input) {
    const digits = digitsOf(input.value);
    switch (input.dataset.card) {
        case "number":
            if (!digits) return words.numberMissing;
            return brandOf(digits).lengths.includes(digits.length) && hasCheckDigit(digits) ? null : words.numberWrong;
        case "expiry": {
            const { month, year, isWhole } = expiryOf(input.value);
            if (!isWhole || month < 1 || month > 12) return words.expiryWrong;
            const today = new Date(config.now);
            const isPast = year * 12 + month < today.getUTCFullYear() * 12 + today.getUTCMonth() + 1;
            return isPast ? words.expiryPast : null;
        }
        default: {
            const length = brandOf(digitsOf(document.getElementById("card-number").value)).code;
            return digits.length === length ? null : words.codeWrong.replace("{n}", length);
        }
    }
}

/** Rewrites what is typed without moving the caret away from it. */
function reformat(input, text) {
    const before = digitsOf(input.value.slice(0, input.selectionStart)).length;
    const isAtEnd = input.selectionStart === input.value.length;
    if (input.value === text) return;
    input.value = text;
    if (isAtEnd || document.activeElement !== input) return;
    let [place, seen] = [0, 0];
    while (place < text.length && seen < before) seen += /\d/.test(text[place++]) ? 1 : 0;
    input.setSelectionRange(place, place);
}

function cardEntry(place) {
    const [number, expiry, code] = ["card-number", "card-expiry", "card-code"].map((id) => document.getElementById(id));
    const brand = document.getElementById("brand");
    const showBrand = () => { brand.textContent = brandOf(digitsOf(number.value)).name; };
    number.addEventListener("input", () => { reformat(number, grouped(digitsOf(number.value))); showBrand(); });
    expiry.addEventListener("input", (event) => {
        const isErasing = event.inputType && event.inputType.startsWith("delete");
        if (!isErasing) reformat(expiry, expiryText(expiry.value));
    });
    code.addEventListener("input", () => reformat(code, digitsOf(code.value).slice(0, 4)));
    for (const button of document.querySelectorAll("[data-test-card]")) {
        button.addEventListener("click", () => {
            number.value = grouped(button.dataset.testCard);
            expiry.value = `12 / ${(new Date(config.now).getUTCFullYear() + 4) % 100}`;
            code.value = "1234".slice(0, brandOf(button.dataset.testCard).code);
            for (const input of [number, expiry, code]) mark(input, null);
            showBrand();
            document.getElementById("go").focus();
        });
    }
    return { method: (customer) => tokenize(place, { number, expiry, code }, customer) };
}

/** As Stripe.js asks Stripe: a form, a publishable key, and an id comes back in place of the number. */
async function tokenize(place, { number, expiry, code }, customer) {
    const { month, year } = expiryOf(expiry.value);
    const order = new URLSearchParams({
        type: "card", "card[number]": digitsOf(number.value), "card[exp_month]": month, "card[exp_year]": year,
        "card[cvc]": code.value,
    });
    if (customer.email) order.set("billing_details[email]", customer.email);
    if (customer.name) order.set("billing_details[name]", customer.name);
    const headers = { Authorization: `Bearer ${place.key}` };
    if (place.account) headers["Stripe-Account"] = place.account;
    const response = await fetch(`${place.url}/v1/payment_methods`, { method: "POST", headers, body: order, credentials: "omit" });
    const answer = await response.json();
    if (response.ok) return answer.id;
    throw refusal(answer.error || {});
}

const fieldOf = { number: "card-number", exp_month: "card-expiry", exp_year: "card-expiry", cvc: "card-code" };

function refusal(error) {
    const param = (error.param || "").replace(/^.*\[(\w+)\]$/, "$1");
    const field = fieldOf[param];
    const text = { "card-number": words.numberWrong, "card-expiry": words.expiryWrong, "card-code": words.codeWrong.replace("{n}", 3) };
    return new Problem(text[field] || (error.type === "card_error" && error.message) || words.notAccepted, field);
}

function prepareEntry() {
    switch (config.entry?.kind) {
        case "card": return cardEntry(config.entry);
        case "stripe": return stripeEntry(config.entry);
        default: return null;
    }
}
