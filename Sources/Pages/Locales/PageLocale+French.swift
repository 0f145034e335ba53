import Checkout

extension PageLocale {
    static let french = PageLocale(
        tag: "fr",
        money: MoneyFormat(
            decimalMark: ",", groupMark: "\u{202F}", placement: .after,
            symbols: [
                "usd": "$US", "eur": "€", "gbp": "£GB", "cad": "$CA", "aud": "$AU", "nzd": "$NZ", "brl": "R$",
                "mxn": "$MX", "inr": "₹", "krw": "₩", "ils": "₪", "sgd": "$SG", "vnd": "₫",
            ]),
        dates: DateFormat(
            months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        ) { day, month, year in "\(day == 1 ? "1er" : "\(day)") \(month) \(year)" },
        words: PageWords(
            checkout: "Paiement",
            testMode: "Mode test",
            backTo: { "Retour à \($0)" },
            orderSummary: "Récapitulatif de la commande",
            subscribeTo: { "S’abonner à \($0)" },
            tryOut: { "Essayer \($0)" },
            payTo: { "Payer \($0)" },
            changeTo: { "Passer à \($0)" },
            every: { period in
                let (one, several) = period.interval.french
                return period.count == 1 ? "par \(one)" : several(period.count)
            },
            daysFree: { $0 == 1 ? "1 jour gratuit" : "\($0) jours gratuits" },
            thenCosts: { "Puis \($0)" },
            included: "Ce qui est inclus",
            quantity: { "Quantité : \($0)" },
            subtotal: "Sous-total",
            discount: "Remise",
            tax: "Taxes",
            credited: "Temps restant à l’ancien prix",
            charged: "Le même temps au nouveau prix",
            total: "Total",
            dueToday: "Total à payer aujourd’hui",
            free: "Gratuit",
            paidOnce: "Vous payez une seule fois. Rien n’est renouvelé.",
            nothingEver: "Il n’y a rien à payer, ni aujourd’hui ni plus tard.",
            renews: { "Renouvelé à \($0) jusqu’à votre résiliation." },
            trialEnds: { "Rien à payer aujourd’hui. À partir du \($0), vous payez \($1), sauf résiliation avant." },
            allowsCharges: { "En confirmant, vous autorisez \($0) à vous facturer \($1) jusqu’à votre résiliation." },
            neverSeesCard: { "Les données de votre carte vont au prestataire de paiement. \($0) ne les voit jamais." },
            paidAsBefore: "Ce montant est débité du moyen de paiement de votre abonnement.",
            contact: "Coordonnées",
            email: "Adresse e-mail",
            name: "Nom complet",
            optional: "facultatif",
            payment: "Paiement",
            cardNumber: "Numéro de carte",
            expiry: "Date d’expiration",
            expiryForm: "MM / AA",
            securityCode: "Code de sécurité",
            pay: { "Payer \($0)" },
            subscribe: { "S’abonner pour \($0)" },
            startTrial: "Commencer l’essai",
            change: { "Changer et payer \($0)" },
            confirm: "Confirmer",
            testCards: "Cartes de test",
            testCardsHint: "Aucun argent réel ne circule. Choisissez une carte et voyez ce qui se passe :",
            cardSucceeds: "Le paiement réussit",
            cardIsDeclined: "Carte refusée",
            cardLacksFunds: "Provision insuffisante",
            cardAsksBank: "La banque demande l’accord",
            useCard: "Utiliser",
            copyCard: "Copier",
            copied: "Copié",
            scriptNeeded: "Le paiement par carte nécessite JavaScript. Activez-le, puis rechargez cette page.",
            notPayable: "Le paiement n’est pas possible ici pour le moment. Veuillez contacter le vendeur.",
            emailMissing: "Saisissez votre adresse e-mail.",
            emailWrong: "Cela ne ressemble pas à une adresse e-mail.",
            numberMissing: "Saisissez votre numéro de carte.",
            numberWrong: "Ce numéro de carte est incomplet ou contient une erreur.",
            expiryWrong: "Saisissez le mois et l’année.",
            expiryPast: "Cette carte a expiré.",
            codeWrong: "Saisissez le code de votre carte, à {n} chiffres.",
            formNotLoaded:
                "Le formulaire de paiement n’a pas pu être chargé. Vérifiez la connexion et rechargez la page.",
            notReached: "La connexion a échoué. Veuillez réessayer : vous ne serez jamais débité deux fois.",
            tooOften: "Trop de tentatives. Veuillez patienter une minute, puis réessayer.",
            notAccepted: "Le traitement n’a pas abouti. Veuillez réessayer : vous ne serez jamais débité deux fois.",
            numberSentToUs: "Un numéro de carte n’a sa place que dans le formulaire de carte.",
            subscribedAlready: "Il existe déjà un abonnement. Rien n’a été débité.",
            trialUsed: "L’essai a déjà été utilisé. Rien n’a été débité.",
            priceChanged:
                "Le prix a changé entre-temps. Rien n’a été débité. Veuillez recommencer chez le vendeur.",
            timeLeft: "Temps restant",
            minutesLeft: "Il reste {n} minutes pour payer.",
            minuteLeft: "Il reste une minute pour payer.",
            working: "Traitement…",
            offline: "La connexion est interrompue. Nouvelle tentative…",
            actionTitle: "Votre banque demande votre accord",
            actionText: "Confirmez à votre banque que c’est bien vous qui payez. Vous reviendrez ensuite ici.",
            actionButton: "Continuer vers votre banque",
            otherCard: "Utiliser une autre carte",
            processingTitle: "Votre paiement est en cours",
            processingText:
                "Cela prend en général quelques secondes. Vous pouvez laisser cette page ouverte ou y revenir.",
            paidTitle: "Paiement reçu",
            trialTitle: "Votre essai a commencé",
            changedTitle: "Votre formule a changé",
            doneTitle: "C’est fait",
            returning: { "Retour à \($0)…" },
            continueTo: { "Continuer vers \($0)" },
            maybeClosed: "Merci. Vous pouvez fermer cette page.",
            expiredTitle: "Ce paiement a expiré",
            nothingCharged: "Vous n’avez pas été débité.",
            startAgain: "Recommencer",
            startAgainThere: "Pour réessayer, veuillez retourner chez le vendeur.",
            canceledTitle: "Ce paiement a été annulé",
            notFoundTitle: "Cette page de paiement n’existe pas",
            notFoundText: "Le lien est peut-être incomplet ou trop ancien. Veuillez recommencer chez le vendeur.",
            troubleTitle: "Un problème est survenu",
            troubleText: "Cela vient de nous, et rien n’a été débité deux fois. Veuillez réessayer dans un instant.",
            tryAgain: "Réessayer",
            close: "Fermer"),
        advice: [
            "The card was declined.": "La carte a été refusée.",
            "The card has insufficient funds.": "La provision de la carte est insuffisante.",
            "The card has expired.": "La carte a expiré.",
            "The card's security code is incorrect.": "Le code de sécurité de la carte est incorrect.",
            "The card number is incorrect.": "Le numéro de carte est incorrect.",
            "The card's expiry date is incorrect.": "La date d’expiration de la carte est incorrecte.",
            "The billing address does not match the card.": "L’adresse de facturation ne correspond pas à la carte.",
            "The card needs a PIN, which cannot be asked for here.":
                "La carte exige un code PIN, qui ne peut pas être demandé ici.",
            "The bank asks the card's owner to approve this payment.":
                "La banque demande au titulaire de la carte d’approuver ce paiement.",
            "This card does not support this kind of purchase.": "Cette carte ne permet pas ce type d’achat.",
            "The card could not be processed.": "La carte n’a pas pu être traitée.",
            "The same payment was made a moment ago.": "Le même paiement vient d’être effectué.",
            "A test card cannot pay for real, nor a real card in test mode.":
                "Une carte de test ne peut pas payer réellement, ni une vraie carte en mode test.",
            "The payment was not approved by the bank's check.":
                "Le paiement n’a pas été approuvé auprès de la banque.",
            "This payment method cannot be used.": "Ce moyen de paiement ne peut pas être utilisé.",
            "The payment did not go through.": "Le paiement n’a pas abouti.",
            "The payment arrived after this checkout had ended, so it is being refunded.":
                "Le paiement est arrivé trop tard ; il est donc remboursé.",
            "There is a subscription to this already. What was paid twice is refunded.":
                "Il existe déjà un abonnement. Ce qui a été payé deux fois est remboursé.",
            "The trial of this has been used already. Nothing was charged.":
                "L’essai a déjà été utilisé. Rien n’a été débité.",
            "The change was not accepted. Nothing was charged, and nothing has changed.":
                "Le changement n’a pas été accepté. Rien n’a été débité, et rien n’a changé.",
            "What was bought cannot be provided, so the payment is being refunded.":
                "L’achat ne peut pas être fourni ; le paiement est donc remboursé.",
            "Please use another card or payment method.":
                "Veuillez utiliser une autre carte ou un autre moyen de paiement.",
            "Please check the card details and try again.": "Veuillez vérifier les données de la carte et réessayer.",
            "Please try again.": "Veuillez réessayer.",
            "Please try again in a few minutes, or use another card.":
                "Veuillez réessayer dans quelques minutes ou utiliser une autre carte.",
            "Please contact your bank, or use another card.":
                "Veuillez contacter votre banque ou utiliser une autre carte.",
            "Please try again and approve the payment with your bank.":
                "Veuillez réessayer et approuver le paiement auprès de votre banque.",
            "Please start a new checkout.": "Veuillez recommencer le paiement.",
            "Please ask the seller if anything is unclear.": "En cas de doute, veuillez interroger le vendeur.",
        ])
}

extension BillingInterval {
    fileprivate var french: (one: String, several: (Int) -> String) {
        switch self {
        case .day: ("jour", { "tous les \($0) jours" })
        case .week: ("semaine", { "toutes les \($0) semaines" })
        case .month: ("mois", { "tous les \($0) mois" })
        case .year: ("an", { "tous les \($0) ans" })
        }
    }
}
