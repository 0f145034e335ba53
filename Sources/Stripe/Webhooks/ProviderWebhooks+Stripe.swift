package import Payments

extension ProviderWebhooks {
    package static func stripe(
        _ verifier: WebhookVerifier, compared: @escaping @Sendable (SignatureComparison) -> Void = { _ in }
    ) -> ProviderWebhooks {
        ProviderWebhooks(
            signatureHeader: "Stripe-Signature",
            verify: { signature, body, time throws(WebhookRejection) in
                do throws(SignatureRejection) {
                    try verifier.verify(header: signature, body: body, now: time, compared: compared)
                } catch {
                    throw WebhookRejection(reason: error.name, isOurs: error.isOurs)
                }
            },
            read: { body throws(UnreadableWebhook) in try VerifiedEvent(stripe: body) })
    }
}

extension SignatureRejection {
    fileprivate var isOurs: Bool {
        if case .cannotVerify = self { true } else { false }
    }
}
