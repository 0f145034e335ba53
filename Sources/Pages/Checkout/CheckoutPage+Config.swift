import Checkout
import HTTPMessages

/// What the page's script is told.
extension CheckoutPage {
    /// One JSON object, in which nothing can end the element it stands in.
    var config: String {
        var json = JSONWriter(capacity: 4096)
        json.beginObject()
        json.member("now", now.description)
        json.key("session")
        json.json(body)
        writeEntry(&json)
        if place == .frame { writeOrigins(&json) }
        json.key("locales")
        json.beginArray()
        for locale in PageLocale.all { json.string(locale.tag) }
        json.endArray()
        json.key("words")
        Self.write(scriptWords, &json)
        json.key("advice")
        Self.write(session.isTerminal ? [:] : locale.advice, &json)
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self).replacing("<", with: "\\u003c")
    }

    private func writeEntry(_ json: inout JSONWriter) {
        guard !session.isTerminal else { return }
        switch entry {
        case .notNeeded, .unavailable: return
        case .simulator(let url, let key, let account):
            json.key("entry")
            json.beginObject()
            json.member("kind", "card")
            json.member("url", url)
            json.member("key", key)
            json.member("account", orNull: account)
            json.endObject()
        case .stripe(let key, let account, let amount):
            json.key("entry")
            json.beginObject()
            json.member("kind", "stripe")
            json.member("key", key)
            json.member("account", orNull: account)
            json.member("mode", session.checkoutMode == .standard ? "payment" : "setup")
            json.member("amount", amount)
            json.member("currency", session.currency.code)
            json.member("isRecurring", session.product?.period != nil)
            json.endObject()
        }
    }

    private func writeOrigins(_ json: inout JSONWriter) {
        json.key("embedded")
        json.beginObject()
        json.key("origins")
        json.beginArray()
        for origin in allowedOrigins { json.string(origin) }
        json.endArray()
        json.endObject()
    }

    private var scriptWords: [String: String] {
        [
            "emailMissing": words.emailMissing, "emailWrong": words.emailWrong, "numberMissing": words.numberMissing,
            "numberWrong": words.numberWrong, "expiryWrong": words.expiryWrong, "expiryPast": words.expiryPast,
            "codeWrong": words.codeWrong, "formNotLoaded": words.formNotLoaded, "notReached": words.notReached,
            "tooOften": words.tooOften, "notAccepted": words.notAccepted, "numberSentToUs": words.numberSentToUs,
            "subscribedAlready": words.subscribedAlready, "trialUsed": words.trialUsed,
            "priceChanged": words.priceChanged,
            "minutesLeft": words.minutesLeft, "minuteLeft": words.minuteLeft, "working": words.working,
            "startAgainThere": words.startAgainThere, "copied": words.copied,
        ]
    }

    /// In the order of the keys, so that the same page always has the same bytes.
    private static func write(_ texts: [String: String], _ json: inout JSONWriter) {
        json.beginObject()
        for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
            json.key(escaping: key)
            json.string(text)
        }
        json.endObject()
    }
}
