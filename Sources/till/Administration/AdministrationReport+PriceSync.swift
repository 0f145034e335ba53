import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages

/// What became of a provider's prices, as text and as JSON.
extension AdministrationReport {
    init(steps: [CatalogStep], of organization: Organization, _ order: PriceSyncOrder, livemode: Bool) {
        self.init(Self.text(steps, of: organization, order, livemode: livemode)) { json in
            json.beginObject()
            json.member("organizationId", "\(organization.id)")
            json.member("provider", order.provider.rawValue)
            json.member("livemode", livemode)
            json.member("dryRun", order.isDry)
            json.key("counts")
            json.beginObject()
            for outcome in CatalogStep.Outcome.allCases {
                json.key(escaping: outcome.rawValue)
                json.integer(steps.count { $0.outcome == outcome })
            }
            json.endObject()
            json.key("data")
            json.beginArray()
            for step in steps { step.write(to: &json) }
            json.endArray()
            json.endObject()
        }
    }

    /// What stays as it is is counted, not listed.
    private static func text(
        _ steps: [CatalogStep], of organization: Organization, _ order: PriceSyncOrder, livemode: Bool
    ) -> String {
        let rows = steps.filter { $0.outcome != .unchanged && $0.outcome != .ignored }.map { step in
            [
                step.outcome.rawValue, step.subject.rawValue, step.providerID, step.id ?? "", step.name,
                step.reason ?? "",
            ]
        }
        let counts = CatalogStep.Outcome.allCases.compactMap { outcome in
            let count = steps.count { $0.outcome == outcome }
            return count > 0 ? "\(count) \(outcome.rawValue)" : nil
        }
        let mode = livemode ? "live" : "test"
        let summary =
            "\(order.provider.rawValue), \(mode) mode, for \(organization.slug): "
            + (counts.isEmpty ? "nothing there" : counts.joined(separator: ", "))
            + (order.isDry ? ". Nothing was changed: it was a dry run." : ".")
        guard !rows.isEmpty else { return summary }
        return TextTable.text(["", "", "AT THE PROVIDER", "HERE", "NAME OR PRICE", ""], rows) + "\n\n" + summary
    }
}

extension CatalogStep {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("outcome", outcome.rawValue)
        json.member("type", subject.rawValue)
        json.member("providerId", providerID)
        if let id { json.member("id", id) }
        json.member("name", name)
        if let reason { json.member("reason", reason) }
        json.endObject()
    }
}
