import Checkout

extension PageLocale {
    static let spanish = PageLocale(
        tag: "es",
        money: MoneyFormat(
            decimalMark: ",", groupMark: ".", leastGroupedDigits: 5, placement: .after,
            symbols: ["usd": "US$", "eur": "€", "thb": "฿", "vnd": "₫"]),
        dates: DateFormat(
            months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
        ) { day, month, year in "\(day) de \(month) de \(year)" },
        words: PageWords(
            checkout: "Pago",
            testMode: "Modo de prueba",
            backTo: { "Volver a \($0)" },
            orderSummary: "Resumen del pedido",
            subscribeTo: { "Suscribirse a \($0)" },
            tryOut: { "Probar \($0)" },
            payTo: { "Pagar a \($0)" },
            changeTo: { "Cambiar a \($0)" },
            every: { period in
                let (one, many) = period.interval.spanish
                return period.count == 1 ? one : "cada \(period.count) \(many)"
            },
            daysFree: { $0 == 1 ? "1 día gratis" : "\($0) días gratis" },
            thenCosts: { "Después, \($0)" },
            included: "Qué incluye",
            quantity: { "Cantidad: \($0)" },
            subtotal: "Subtotal",
            discount: "Descuento",
            tax: "Impuestos",
            credited: "Tiempo restante al precio anterior",
            charged: "El mismo tiempo al precio nuevo",
            total: "Total",
            dueToday: "Total a pagar hoy",
            free: "Gratis",
            paidOnce: "Se paga una sola vez. No se renueva.",
            nothingEver: "No hay nada que pagar, ni hoy ni después.",
            renews: { "Se renueva por \($0) hasta que canceles." },
            trialEnds: { "Hoy no pagas nada. A partir del \($0) pagarás \($1), salvo que canceles antes." },
            allowsCharges: { "Al confirmar, permites que \($0) te cobre \($1) hasta que canceles." },
            neverSeesCard: { "Los datos de tu tarjeta van al proveedor de pagos. \($0) nunca los ve." },
            paidAsBefore: "Se cobra al método de pago de tu suscripción.",
            contact: "Contacto",
            email: "Correo electrónico",
            name: "Nombre y apellidos",
            optional: "opcional",
            payment: "Pago",
            cardNumber: "Número de tarjeta",
            expiry: "Fecha de caducidad",
            expiryForm: "MM / AA",
            securityCode: "Código de seguridad",
            pay: { "Pagar \($0)" },
            subscribe: { "Suscribirse por \($0)" },
            startTrial: "Empezar la prueba",
            change: { "Cambiar y pagar \($0)" },
            confirm: "Confirmar",
            testCards: "Tarjetas de prueba",
            testCardsHint: "No se mueve dinero real. Elige una tarjeta y mira qué pasa:",
            cardSucceeds: "El pago se realiza",
            cardIsDeclined: "Tarjeta rechazada",
            cardLacksFunds: "Fondos insuficientes",
            cardAsksBank: "El banco pide aprobación",
            useCard: "Usar",
            copyCard: "Copiar",
            copied: "Copiado",
            scriptNeeded: "Para pagar con tarjeta se necesita JavaScript. Actívalo y vuelve a cargar la página.",
            notPayable: "Ahora mismo no se puede pagar aquí. Ponte en contacto con el vendedor.",
            emailMissing: "Introduce tu correo electrónico.",
            emailWrong: "No parece un correo electrónico.",
            numberMissing: "Introduce el número de tarjeta.",
            numberWrong: "El número de tarjeta está incompleto o tiene un error.",
            expiryWrong: "Introduce el mes y el año.",
            expiryPast: "Esta tarjeta ha caducado.",
            codeWrong: "Introduce el código de tu tarjeta, de {n} cifras.",
            formNotLoaded:
                "No se pudo cargar el formulario de pago. Comprueba la conexión y vuelve a cargar la página.",
            notReached: "Falló la conexión. Vuelve a intentarlo: nunca se te cobrará dos veces.",
            tooOften: "Demasiados intentos. Espera un minuto y vuelve a intentarlo.",
            notAccepted: "Ahora no se pudo procesar. Vuelve a intentarlo: nunca se te cobrará dos veces.",
            numberSentToUs: "El número de tarjeta solo va en el formulario de la tarjeta.",
            subscribedAlready: "Ya hay una suscripción a esto. No se ha cobrado nada.",
            trialUsed: "La prueba ya se utilizó. No se ha cobrado nada.",
            priceChanged:
                "El precio ha cambiado entretanto. No se ha cobrado nada. Vuelve al vendedor y empieza de nuevo.",
            timeLeft: "Tiempo restante",
            minutesLeft: "Quedan {n} minutos para pagar.",
            minuteLeft: "Queda un minuto para pagar.",
            working: "Procesando…",
            offline: "Se perdió la conexión. Volviendo a intentarlo…",
            actionTitle: "Tu banco pide tu aprobación",
            actionText: "Confirma a tu banco que eres tú quien paga. Después volverás aquí.",
            actionButton: "Ir a tu banco",
            otherCard: "Usar otra tarjeta",
            processingTitle: "Estamos procesando tu pago",
            processingText: "Suele tardar unos segundos. Puedes dejar esta página abierta o volver más tarde.",
            paidTitle: "Pago recibido",
            trialTitle: "Tu prueba ha empezado",
            changedTitle: "Tu plan ha cambiado",
            doneTitle: "Todo listo",
            returning: { "Volviendo a \($0)…" },
            continueTo: { "Continuar a \($0)" },
            maybeClosed: "Gracias. Ya puedes cerrar esta página.",
            expiredTitle: "Este pago ha caducado",
            nothingCharged: "No se te ha cobrado nada.",
            startAgain: "Empezar de nuevo",
            startAgainThere: "Para intentarlo otra vez, vuelve a la página del vendedor.",
            canceledTitle: "Este pago se canceló",
            notFoundTitle: "Esta página de pago no existe",
            notFoundText:
                "El enlace puede estar incompleto o ser demasiado antiguo. Vuelve al vendedor y empieza de nuevo.",
            troubleTitle: "Algo ha fallado",
            troubleText: "Es cosa nuestra, y no se ha cobrado nada dos veces. Vuelve a intentarlo en un momento.",
            tryAgain: "Reintentar",
            close: "Cerrar"),
        advice: [
            "The card was declined.": "La tarjeta fue rechazada.",
            "The card has insufficient funds.": "La tarjeta no tiene fondos suficientes.",
            "The card has expired.": "La tarjeta ha caducado.",
            "The card's security code is incorrect.": "El código de seguridad de la tarjeta es incorrecto.",
            "The card number is incorrect.": "El número de tarjeta es incorrecto.",
            "The card's expiry date is incorrect.": "La fecha de caducidad de la tarjeta es incorrecta.",
            "The billing address does not match the card.": "La dirección de facturación no coincide con la tarjeta.",
            "The card needs a PIN, which cannot be asked for here.":
                "La tarjeta requiere un PIN, que aquí no se puede pedir.",
            "The bank asks the card's owner to approve this payment.":
                "El banco pide al titular de la tarjeta que apruebe este pago.",
            "This card does not support this kind of purchase.": "Esta tarjeta no admite este tipo de compra.",
            "The card could not be processed.": "No se pudo procesar la tarjeta.",
            "The same payment was made a moment ago.": "Hace un momento se hizo el mismo pago.",
            "A test card cannot pay for real, nor a real card in test mode.":
                "Una tarjeta de prueba no sirve para pagos reales, ni una real en modo de prueba.",
            "The payment was not approved by the bank's check.": "El pago no se aprobó en la comprobación del banco.",
            "This payment method cannot be used.": "Este método de pago no se puede usar.",
            "The payment did not go through.": "El pago no se completó.",
            "The payment arrived after this checkout had ended, so it is being refunded.":
                "El pago llegó cuando esto ya había terminado, por lo que se reembolsa.",
            "There is a subscription to this already. What was paid twice is refunded.":
                "Ya hay una suscripción a esto. Lo pagado dos veces se reembolsa.",
            "The trial of this has been used already. Nothing was charged.":
                "La prueba ya se utilizó. No se ha cobrado nada.",
            "The change was not accepted. Nothing was charged, and nothing has changed.":
                "El cambio no se ha aceptado. No se ha cobrado nada y nada ha cambiado.",
            "What was bought cannot be provided, so the payment is being refunded.":
                "No se puede entregar lo comprado, por lo que el pago se reembolsa.",
            "Please use another card or payment method.": "Usa otra tarjeta u otro método de pago.",
            "Please check the card details and try again.": "Revisa los datos de la tarjeta y vuelve a intentarlo.",
            "Please try again.": "Vuelve a intentarlo.",
            "Please try again in a few minutes, or use another card.":
                "Vuelve a intentarlo en unos minutos o usa otra tarjeta.",
            "Please contact your bank, or use another card.": "Ponte en contacto con tu banco o usa otra tarjeta.",
            "Please try again and approve the payment with your bank.":
                "Vuelve a intentarlo y aprueba el pago con tu banco.",
            "Please start a new checkout.": "Empieza un pago nuevo.",
            "Please ask the seller if anything is unclear.": "Si algo no está claro, pregunta al vendedor.",
        ])
}

extension BillingInterval {
    fileprivate var spanish: (one: String, many: String) {
        switch self {
        case .day: ("al día", "días")
        case .week: ("a la semana", "semanas")
        case .month: ("al mes", "meses")
        case .year: ("al año", "años")
        }
    }
}
