import Checkout

extension PageLocale {
    static let german = PageLocale(
        tag: "de",
        money: MoneyFormat(
            decimalMark: ",", groupMark: ".", placement: .after,
            symbols: [
                "usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "cad": "CA$", "aud": "AU$", "nzd": "NZ$", "brl": "R$",
                "mxn": "MX$", "inr": "₹", "krw": "₩", "ils": "₪", "cny": "CN¥", "hkd": "HK$", "twd": "NT$", "thb": "฿",
                "vnd": "₫",
            ]),
        dates: DateFormat(
            months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
        ) { day, month, year in "\(day). \(month) \(year)" },
        words: PageWords(
            checkout: "Kasse",
            testMode: "Testmodus",
            backTo: { "Zurück zu \($0)" },
            orderSummary: "Bestellübersicht",
            subscribeTo: { "\($0) abonnieren" },
            tryOut: { "\($0) testen" },
            payTo: { "Zahlung an \($0)" },
            changeTo: { "Wechsel zu \($0)" },
            every: { period in
                let (one, many) = period.interval.german
                return period.count == 1 ? "pro \(one)" : "alle \(period.count) \(many)"
            },
            daysFree: { $0 == 1 ? "1 Tag kostenlos" : "\($0) Tage kostenlos" },
            thenCosts: { "Danach \($0)" },
            included: "Das ist enthalten",
            quantity: { "Menge: \($0)" },
            subtotal: "Zwischensumme",
            discount: "Rabatt",
            tax: "Steuern",
            credited: "Restliche Zeit zum alten Preis",
            charged: "Dieselbe Zeit zum neuen Preis",
            total: "Gesamtbetrag",
            dueToday: "Heute fällig",
            free: "Kostenlos",
            paidOnce: "Sie zahlen einmalig. Nichts verlängert sich.",
            nothingEver: "Es ist nichts zu zahlen, weder heute noch später.",
            renews: { "Verlängert sich für \($0), bis Sie kündigen." },
            trialEnds: { "Heute ist nichts fällig. Ab dem \($0) zahlen Sie \($1), wenn Sie nicht vorher kündigen." },
            allowsCharges: { "Mit der Bestätigung erlauben Sie \($0), Ihnen \($1) zu berechnen, bis Sie kündigen." },
            neverSeesCard: { "Ihre Kartendaten gehen an den Zahlungsanbieter. \($0) sieht sie nie." },
            paidAsBefore: "Das wird über die Zahlungsart Ihres Abonnements abgerechnet.",
            contact: "Kontakt",
            email: "E-Mail-Adresse",
            name: "Vor- und Nachname",
            optional: "optional",
            payment: "Zahlung",
            cardNumber: "Kartennummer",
            expiry: "Gültig bis",
            expiryForm: "MM / JJ",
            securityCode: "Prüfziffer",
            pay: { "\($0) bezahlen" },
            subscribe: { "Für \($0) abonnieren" },
            startTrial: "Testphase starten",
            change: { "Wechseln und \($0) zahlen" },
            confirm: "Bestätigen",
            testCards: "Testkarten",
            testCardsHint: "Es fließt kein echtes Geld. Wählen Sie eine Karte und sehen Sie, was passiert:",
            cardSucceeds: "Zahlung gelingt",
            cardIsDeclined: "Karte wird abgelehnt",
            cardLacksFunds: "Deckung fehlt",
            cardAsksBank: "Bank fragt nach",
            useCard: "Nehmen",
            copyCard: "Kopieren",
            copied: "Kopiert",
            scriptNeeded: "Für Kartenzahlungen wird JavaScript benötigt. Bitte schalten Sie es ein und laden Sie neu.",
            notPayable: "Hier kann gerade nicht bezahlt werden. Bitte wenden Sie sich an den Verkäufer.",
            emailMissing: "Geben Sie Ihre E-Mail-Adresse ein.",
            emailWrong: "Das sieht nicht nach einer E-Mail-Adresse aus.",
            numberMissing: "Geben Sie Ihre Kartennummer ein.",
            numberWrong: "Diese Kartennummer ist unvollständig oder enthält einen Tippfehler.",
            expiryWrong: "Geben Sie Monat und Jahr ein.",
            expiryPast: "Diese Karte ist abgelaufen.",
            codeWrong: "Geben Sie die {n}-stellige Prüfziffer Ihrer Karte ein.",
            formNotLoaded: "Das Zahlungsformular ließ sich nicht laden. Prüfen Sie die Verbindung und laden Sie neu.",
            notReached: "Die Verbindung brach ab. Bitte versuchen Sie es erneut: Doppelt berechnet wird nie.",
            tooOften: "Das war zu oft. Bitte warten Sie eine Minute und versuchen Sie es dann erneut.",
            notAccepted: "Das ging gerade nicht. Bitte versuchen Sie es erneut: Doppelt berechnet wird nie.",
            numberSentToUs: "Eine Kartennummer gehört nur in das Kartenformular.",
            subscribedAlready: "Dafür gibt es schon ein Abonnement. Es wurde nichts berechnet.",
            trialUsed: "Die Testphase wurde schon genutzt. Es wurde nichts berechnet.",
            priceChanged:
                "Der Preis hat sich inzwischen geändert. Es wurde nichts berechnet. Bitte beginnen Sie beim Verkäufer neu.",
            timeLeft: "Verbleibende Zeit",
            minutesLeft: "Noch {n} Minuten Zeit zum Bezahlen.",
            minuteLeft: "Noch eine Minute Zeit zum Bezahlen.",
            working: "Wird verarbeitet …",
            offline: "Die Verbindung ist unterbrochen. Neuer Versuch …",
            actionTitle: "Ihre Bank bittet um Freigabe",
            actionText: "Bestätigen Sie Ihrer Bank, dass Sie es sind. Danach kommen Sie hierher zurück.",
            actionButton: "Weiter zur Bank",
            otherCard: "Andere Karte verwenden",
            processingTitle: "Ihre Zahlung wird verarbeitet",
            processingText:
                "Meist dauert das wenige Sekunden. Sie können diese Seite offen lassen oder später wiederkommen.",
            paidTitle: "Zahlung erhalten",
            trialTitle: "Ihre Testphase hat begonnen",
            changedTitle: "Ihr Tarif wurde geändert",
            doneTitle: "Alles erledigt",
            returning: { "Es geht zurück zu \($0) …" },
            continueTo: { "Weiter zu \($0)" },
            maybeClosed: "Vielen Dank. Sie können diese Seite jetzt schließen.",
            expiredTitle: "Die Zeit für diese Zahlung ist abgelaufen",
            nothingCharged: "Ihnen wurde nichts berechnet.",
            startAgain: "Neu beginnen",
            startAgainThere: "Für einen neuen Versuch gehen Sie bitte zurück zum Verkäufer.",
            canceledTitle: "Diese Zahlung wurde abgebrochen",
            notFoundTitle: "Diese Zahlungsseite gibt es nicht",
            notFoundText: "Der Link ist unvollständig oder zu alt. Bitte beginnen Sie beim Verkäufer von vorn.",
            troubleTitle: "Da ist etwas schiefgegangen",
            troubleText:
                "Das liegt an uns, und doppelt berechnet wurde nichts. Bitte versuchen Sie es gleich noch einmal.",
            tryAgain: "Erneut versuchen",
            close: "Schließen"),
        advice: [
            "The card was declined.": "Die Karte wurde abgelehnt.",
            "The card has insufficient funds.": "Die Karte ist nicht ausreichend gedeckt.",
            "The card has expired.": "Die Karte ist abgelaufen.",
            "The card's security code is incorrect.": "Die Prüfziffer der Karte ist falsch.",
            "The card number is incorrect.": "Die Kartennummer ist falsch.",
            "The card's expiry date is incorrect.": "Das Ablaufdatum der Karte ist falsch.",
            "The billing address does not match the card.": "Die Rechnungsadresse passt nicht zur Karte.",
            "The card needs a PIN, which cannot be asked for here.":
                "Die Karte verlangt eine PIN, nach der hier nicht gefragt werden kann.",
            "The bank asks the card's owner to approve this payment.":
                "Die Bank verlangt, dass der Karteninhaber diese Zahlung freigibt.",
            "This card does not support this kind of purchase.": "Mit dieser Karte geht so ein Kauf nicht.",
            "The card could not be processed.": "Die Karte konnte nicht verarbeitet werden.",
            "The same payment was made a moment ago.": "Die gleiche Zahlung gab es gerade eben schon.",
            "A test card cannot pay for real, nor a real card in test mode.":
                "Mit einer Testkarte lässt sich nicht echt bezahlen, und im Testmodus nicht mit einer echten.",
            "The payment was not approved by the bank's check.": "Die Zahlung wurde bei der Bank nicht freigegeben.",
            "This payment method cannot be used.": "Diese Zahlungsart kann nicht verwendet werden.",
            "The payment did not go through.": "Die Zahlung ist nicht zustande gekommen.",
            "The payment arrived after this checkout had ended, so it is being refunded.":
                "Die Zahlung kam erst nach dem Ende an und wird deshalb erstattet.",
            "There is a subscription to this already. What was paid twice is refunded.":
                "Dafür gibt es schon ein Abonnement. Doppelt Gezahltes wird erstattet.",
            "The trial of this has been used already. Nothing was charged.":
                "Die Testphase wurde schon genutzt. Es wurde nichts berechnet.",
            "The change was not accepted. Nothing was charged, and nothing has changed.":
                "Die Änderung wurde nicht angenommen. Es wurde nichts berechnet und nichts geändert.",
            "What was bought cannot be provided, so the payment is being refunded.":
                "Das Gekaufte kann nicht geliefert werden. Die Zahlung wird deshalb erstattet.",
            "Please use another card or payment method.": "Bitte nehmen Sie eine andere Karte oder Zahlungsart.",
            "Please check the card details and try again.":
                "Bitte prüfen Sie die Kartendaten und versuchen Sie es erneut.",
            "Please try again.": "Bitte versuchen Sie es erneut.",
            "Please try again in a few minutes, or use another card.":
                "Bitte versuchen Sie es in ein paar Minuten wieder, oder nehmen Sie eine andere Karte.",
            "Please contact your bank, or use another card.":
                "Bitte wenden Sie sich an Ihre Bank, oder nehmen Sie eine andere Karte.",
            "Please try again and approve the payment with your bank.":
                "Bitte versuchen Sie es erneut und geben Sie die Zahlung bei Ihrer Bank frei.",
            "Please start a new checkout.": "Bitte beginnen Sie von vorn.",
            "Please ask the seller if anything is unclear.": "Bei Fragen wenden Sie sich bitte an den Verkäufer.",
        ])
}

extension BillingInterval {
    fileprivate var german: (one: String, many: String) {
        switch self {
        case .day: ("Tag", "Tage")
        case .week: ("Woche", "Wochen")
        case .month: ("Monat", "Monate")
        case .year: ("Jahr", "Jahre")
        }
    }
}
