// Card entry by Stripe's Payment Element: the fields are Stripe's, and so is the script that draws them.

function stripeEntry(place) {
    const isReady = loadStripe(place);
    isReady.catch(() => setNotice(words.formNotLoaded, "", true));
    for (const button of document.querySelectorAll("[data-test-card]")) {
        button.addEventListener("click", () => navigator.clipboard?.writeText(button.dataset.testCard));
    }
    return {
        async method(customer) {
            let parts;
            try { parts = await isReady; } catch { throw new Problem(words.formNotLoaded); }
            const { stripe, elements } = parts;
            const submitted = await elements.submit();
            // Stripe shows by the field what is wrong with it.
            if (submitted.error) throw new Problem(submitted.error.message);
            const made = await stripe.createPaymentMethod({ elements, params: { billing_details: customer } });
            if (made.error) throw new Problem(made.error.message);
            return made.paymentMethod.id;
        },
    };
}

async function loadStripe(place) {
    await new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = "https://js.stripe.com/v3/";
        script.onload = done;
        script.onerror = failed;
        document.head.append(script);
    });
    const stripe = Stripe(place.key, { stripeAccount: place.account || undefined, locale: document.documentElement.lang });
    const options = { mode: place.mode, currency: place.currency, paymentMethodCreation: "manual", appearance: appearance() };
    if (place.mode !== "setup") options.amount = place.amount;
    if (place.isRecurring) options.setupFutureUsage = "off_session";
    const elements = stripe.elements(options);
    elements.create("payment", { layout: "tabs" }).mount("#payment-element");
    return { stripe, elements };
}

/** The page's colours, so that Stripe's frames do not look like somebody else's. */
function appearance() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
        theme: matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "stripe",
        variables: {
            colorPrimary: color("accent"), colorBackground: color("paper"), colorText: color("ink"),
            colorDanger: color("bad"), borderRadius: "8px", fontFamily: "system-ui, sans-serif",
        },
    };
}
