import Checkout
import CheckoutStore

/// Changes of subscriptions, which checkouts ask for and subscriptions make.
extension EffectChain {
    /// Makes the call that was put on record with the attempt, and tells what came of it.
    mutating func change(_ attempt: Int) async throws {
        guard let id = record.terms.existingSubscriptionID else { return }
        let session = record.id
        // If it has ended already, what is owed by now is somebody else's.
        try await flow.subscriptions.performOwed(by: id) { owed in
            owed.purchase?.sessionID == session && owed.purchase?.attempt == attempt
        }
        try await lookUpChange(attempt)
    }

    /// What is not known yet is the subscription's to find out; the session hears of it then.
    mutating func lookUpChange(_ attempt: Int) async throws {
        let end = try await flow.subscriptionStore.changeEnd(of: record.id, attempt: attempt)
        let now = flow.now
        try await tell { machine in
            guard let end else { return machine.changeUnanswered(attempt: attempt, at: now) }
            return machine.changeEnded(attempt: attempt, end, at: now)
        }
    }
}
