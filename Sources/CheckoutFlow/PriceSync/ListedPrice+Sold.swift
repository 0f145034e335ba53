import Checkout
package import Payments

/// A provider's products and prices in the words of ours.
extension ListedPrice {
    /// Nil for what cannot be sold here. What costs nothing is free, whatever its period.
    var soldHere: (Money, Price.Billing)? {
        guard let unitAmount, CheckoutLimits.amountMinorUnits.contains(unitAmount.minorUnits) else { return nil }
        switch billing {
        case .unsupported: return nil
        case .oneTime: return (unitAmount, unitAmount.isZero ? .free : .oneTime)
        case .recurring(let period): return (unitAmount, unitAmount.isZero ? .free : .recurring(period))
        }
    }

    /// Why it cannot be sold here; nil when it can.
    package var obstacle: String? {
        if case .unsupported(let reason) = billing { return reason }
        return soldHere == nil ? "an amount that is out of bounds" : nil
    }

    /// Only what recurs and costs something can begin with a trial.
    var soldTrialDays: Int {
        guard case .recurring = billing, unitAmount?.isZero == false else { return 0 }
        return min(max(trialDays, CheckoutLimits.trialDays.lowerBound), CheckoutLimits.trialDays.upperBound)
    }

    var shownName: String {
        guard let unitAmount else { return name ?? providerID }
        switch billing {
        case .recurring(let period):
            return "\(unitAmount) / \(period.count == 1 ? "" : "\(period.count) ")\(period.interval.rawValue)"
                + (period.count == 1 ? "" : "s")
        case .oneTime, .unsupported: return "\(unitAmount)"
        }
    }

    var ownMetadata: Metadata { .foreign(metadata) }
}

extension ProviderProduct {
    var shownName: String { Self.text(name, upTo: 200) ?? providerID }
    var shownDescription: String? { description.flatMap { Self.text($0, upTo: 2000) } }
    var ownMetadata: Metadata { .foreign(metadata) }

    private static func text(_ text: String, upTo count: Int) -> String? {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(count))
        return scalars.isEmpty ? nil : String(scalars)
    }
}

extension Metadata {
    /// Without our own notes; nothing of what does not fit.
    fileprivate static func foreign(_ values: [String: String]) -> Metadata {
        (try? Metadata(values.filter { !$0.key.hasPrefix("till_") })) ?? .empty
    }
}
