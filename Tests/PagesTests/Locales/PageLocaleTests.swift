import Checkout
import Testing

@testable import Pages

@Suite struct PageLocaleTests {
    @Test(arguments: [
        (nil, nil, "en"), ("de", "fr", "de"), ("de-AT", nil, "de"), ("xx", "fr", "fr"), (nil, "fr-CA,en;q=0.8", "fr"),
        (nil, "ja, es;q=0.2, de;q=0.7", "de"), (nil, "de;q=0", "en"), (nil, "en-GB,de", "en"), (nil, "*", "en"),
        (nil, "ES", "es"), (nil, ";;;,,,q=", "en"), (nil, "de;q=0.5,fr;q=0.5", "de"), ("", "", "en"),
    ])
    func theBestLanguageIsFound(_ name: String?, _ header: String?, _ expected: String) {
        #expect(PageLocale.best(named: name, accepting: header).tag == expected)
    }

    /// All that the API may tell a buyer of a failure is told in every language.
    @Test func everySentenceOfAdviceIsTranslated() {
        var sentences = Set(FailureAdvice.everyMessage)
        for suggestion in Suggestion.allCases { sentences.insert(suggestion.text) }
        for locale in PageLocale.all where locale.tag != "en" {
            #expect(sentences.subtracting(locale.advice.keys) == [], "\(locale.tag) lacks")
            #expect(Set(locale.advice.keys).subtracting(sentences) == [], "\(locale.tag) has too much")
            for (english, text) in locale.advice { #expect(!text.isEmpty && text != english) }
        }
    }

    /// What a program fills in stands in every language; no two languages are the same by mistake.
    @Test func wordsAreWhole() {
        for locale in PageLocale.all {
            let words = Mirror(reflecting: locale.words).children
            let texts = words.compactMap { child in (child.value as? String).map { (child.label ?? "", $0) } }
            #expect(texts.count > 50)
            for (name, text) in texts { #expect(!text.isEmpty, "\(locale.tag) \(name)") }
            #expect(locale.words.minutesLeft.contains("{n}") && locale.words.codeWrong.contains("{n}"))
            for word in [locale.words.backTo, locale.words.payTo, locale.words.continueTo, locale.words.subscribeTo] {
                #expect(word("Ω").contains("Ω"))
            }
            let sentence = locale.words.trialEnds("Ω", "Σ")
            #expect(sentence.contains("Ω") && sentence.contains("Σ"))
        }
    }

    @Test func periodsAreSaid() throws {
        let said = PageLocale.all.map { locale in
            [(BillingInterval.month, 1), (.month, 3), (.week, 1), (.week, 2)].compactMap { interval, count in
                BillingPeriod(interval: interval, count: count).map(locale.words.every)
            }
        }
        #expect(
            said == [
                ["per month", "every 3 months", "per week", "every 2 weeks"],
                ["pro Monat", "alle 3 Monate", "pro Woche", "alle 2 Wochen"],
                ["al mes", "cada 3 meses", "a la semana", "cada 2 semanas"],
                ["par mois", "tous les 3 mois", "par semaine", "toutes les 2 semaines"],
            ])
    }
}

extension FailureAdvice {
    /// One for each code there is, and for each decline code.
    fileprivate static var everyMessage: [String] {
        let codes = FailureCode.allCases.map { SessionFailure(stored: $0, declineCode: nil, attempt: nil) }
        let declines = everyDeclineCode.map { SessionFailure(stored: .cardDeclined, declineCode: $0, attempt: nil) }
        return (codes + declines).map(\.advice.message)
    }
}
