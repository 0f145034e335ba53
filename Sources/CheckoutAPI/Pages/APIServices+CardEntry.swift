import Checkout
import CheckoutStore
import Pages
import Payments

extension APIServices {
    /// How this session's buyer enters a card.
    func cardEntry(for record: SessionRecord) -> CardEntry {
        let terms = record.terms
        guard terms.payment.needsIntent else { return .notNeeded }
        guard
            let provider = providers.connected(terms.provider, livemode: terms.merchant.livemode),
            let key = provider.publishableKey
        else { return .unavailable }
        switch provider.cardEntry {
        case .simulator(let url):
            return .simulator(url: url, publishableKey: key, account: terms.merchant.accountID)
        case .providerScript(let count):
            guard let amount = count(terms.quote.due) else { return .unavailable }
            return .stripe(publishableKey: key, account: terms.merchant.accountID, amount: amount)
        }
    }
}
