import BackgroundWork
import CheckoutStore

extension WorkSource {
    /// Looks whether webhooks still arrive. Those of other processes are seen in the table only.
    static func webhookWatch(_ events: ProviderEvents, _ journal: CheckoutJournal) -> WorkSource {
        WorkSource(
            kind: .webhookWatch,
            claim: { _, _, _ in
                if journal.isMissingWebhooks, let latest = try await events.latest() { journal.webhookCame(at: latest) }
                journal.tellOfWebhooks()
                return ClaimedWork([], mayBeMore: false)
            })
    }
}

extension WorkPace {
    /// Often enough for the gauge to be believed.
    static var webhookWatch: WorkPace { WorkPace(interval: .seconds(15), parallel: 1) }
}
