import Checkout
import Postgres

extension SubscriptionPlan {
    init(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws {
        guard let plan = try Self.read(row, &cursor) else {
            throw PostgresError(.unexpectedResult, reason: "a subscription has no plan that this build knows")
        }
        self = plan
    }

    /// `nil` where there is none.
    static func read(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws -> SubscriptionPlan? {
        let product: ProductID? = try cursor.optionalID(row)
        let price: PriceID? = try cursor.optionalID(row)
        let quantity: Int64? = try cursor.next(row)
        let code: String? = try cursor.next(row)
        let unitAmount: Int64? = try cursor.next(row)
        let interval: BillingInterval? = try cursor.optionalWord(row)
        let count: Int? = try cursor.next(row)
        guard
            let product, let price, let quantity, let currency = code.flatMap({ Currency($0) }), let unitAmount,
            let interval, let period = BillingPeriod(interval: interval, count: count ?? 0)
        else { return nil }
        return SubscriptionPlan(
            productID: product, priceID: price, quantity: quantity,
            unitAmount: Money(minorUnits: unitAmount, currency: currency), period: period)
    }
}

extension SubscriptionState {
    /// Everything from `session_id` on, in the order of `SubscriptionRecord.columns`.
    mutating func readRest(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws {
        let session: CheckoutSessionID? = try cursor.optionalID(row)
        let intent: String? = try cursor.next(row)
        let paid: Int64? = try cursor.next(row)
        origin = session.map { session in
            SubscriptionOrigin(
                sessionID: session, intentID: intent,
                paid: paid.map { Money(minorUnits: $0, currency: plan.unitAmount.currency) })
        }
        anchor = try cursor.optionalTime(row)
        let start = try cursor.optionalTime(row)
        let end = try cursor.optionalTime(row)
        if let start, let end, start <= end { currentPeriod = start..<end }
        paidUntil = try cursor.optionalTime(row)
        trialEnd = try cursor.optionalTime(row)
        cancelAtPeriodEnd = try cursor.next(row)
        cancelAt = try cursor.optionalTime(row)
        canceledAt = try cursor.optionalTime(row)
        endedAt = try cursor.optionalTime(row)
        provider = ProviderHandles(
            customer: try cursor.next(row), subscription: try cursor.next(row), item: try cursor.next(row),
            price: try cursor.next(row), paymentMethod: try cursor.next(row))
        owed = try OwedCall.read(row, &cursor)
        callCount = try cursor.next(row)
        linkExpiresAt = try cursor.optionalTime(row)
        updatedAt = try cursor.time(row)
        eventAt = try cursor.optionalTime(row)
        reportedAt = try cursor.optionalTime(row)
        isStale = try cursor.next(row)
        checkAt = try cursor.optionalTime(row)
        checkCount = try cursor.next(row)
    }

    func appendRest(to parameters: inout PostgresParameters) {
        parameters.append(origin?.sessionID.stored)
        parameters.append(origin?.intentID)
        parameters.append(origin?.paid?.minorUnits)
        for time in [
            anchor, currentPeriod?.lowerBound, currentPeriod?.upperBound, paidUntil, trialEnd,
        ] { parameters.append(time?.stored) }
        parameters.append(cancelAtPeriodEnd)
        for time in [cancelAt, canceledAt, endedAt] { parameters.append(time?.stored) }
        for handle in [
            provider.customer, provider.subscription, provider.item, provider.price, provider.paymentMethod,
        ] { parameters.append(handle) }
        parameters.append(owed?.kind.rawValue)
        parameters.append(owed.map { Int32(clamping: $0.number) })
        parameters.append(owed?.sentAt.stored)
        parameters.append(owed?.isUnderWay)
        parameters.append(owed?.isInDoubt)
        parameters.append(owed?.plan?.productID.stored)
        parameters.append(owed?.plan?.priceID.stored)
        parameters.append(owed?.plan?.quantity)
        parameters.append(owed?.plan?.unitAmount.currency.code)
        parameters.append(owed?.plan?.unitAmount.minorUnits)
        parameters.append(owed?.plan?.period.interval.rawValue)
        parameters.append(owed?.plan.map { Int32(clamping: $0.period.count) })
        parameters.append(owed?.purchase?.sessionID.stored)
        parameters.append(owed?.purchase.map { Int32(clamping: $0.attempt) })
        parameters.append(owed?.purchase?.previewedAt.stored)
        parameters.append(Int32(clamping: callCount))
        for time in [linkExpiresAt, updatedAt, eventAt, reportedAt] { parameters.append(time?.stored) }
        parameters.append(isStale)
        parameters.append(checkAt?.stored)
        parameters.append(Int32(clamping: checkCount))
    }
}

extension OwedCall {
    fileprivate static func read(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws -> OwedCall? {
        let kind: Kind? = try cursor.optionalWord(row)
        let number: Int? = try cursor.next(row)
        let sentAt = try cursor.optionalTime(row)
        let isUnderWay: Bool? = try cursor.next(row)
        let isInDoubt: Bool? = try cursor.next(row)
        let plan = try SubscriptionPlan.read(row, &cursor)
        let purchase = try ChangePurchase.read(row, &cursor)
        // A constraint of the table keeps these together.
        guard let kind, let number, let sentAt, let isUnderWay, let isInDoubt else { return nil }
        return OwedCall(
            kind: kind, number: number, plan: plan, purchase: purchase, sentAt: sentAt, isUnderWay: isUnderWay,
            isInDoubt: isInDoubt)
    }
}

extension ChangePurchase {
    fileprivate static func read(
        _ row: borrowing PostgresRow, _ cursor: inout ColumnCursor
    ) throws -> ChangePurchase? {
        let session: CheckoutSessionID? = try cursor.optionalID(row)
        let attempt: Int? = try cursor.next(row)
        let previewedAt = try cursor.optionalTime(row)
        guard let session, let attempt, let previewedAt else { return nil }
        return ChangePurchase(sessionID: session, attempt: attempt, previewedAt: previewedAt)
    }
}
