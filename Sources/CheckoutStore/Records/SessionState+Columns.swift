import Checkout
import Postgres

extension SessionState {
    /// Everything from `intent_awaits_confirmation` on, in the order of `SessionRecord.columns`.
    mutating func readRest(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws(PostgresError) {
        intentAwaitsConfirmation = try cursor.next(row)
        attempt = try PaymentAttempt.read(row, &cursor)
        paidAttempt = try cursor.next(row)
        let action: NextAction.Kind? = try cursor.optionalWord(row)
        let actionURL: String? = try cursor.next(row)
        if let action, let actionURL { nextAction = NextAction(type: action, redirectURL: actionURL) }
        let failureCode: FailureCode? = try cursor.optionalWord(row)
        let declineCode: String? = try cursor.next(row)
        let failedAttempt: Int? = try cursor.next(row)
        failure = failureCode.map { SessionFailure(stored: $0, declineCode: declineCode, attempt: failedAttempt) }
        ending = try cursor.optionalWord(row)
        fulfilment.paidAt = try cursor.optionalTime(row)
        fulfilment.subscribedAt = try cursor.optionalTime(row)
        fulfilment.entitledAt = try cursor.optionalTime(row)
        fulfilment.merchantNotifiedAt = try cursor.optionalTime(row)
        let lateAt = try cursor.optionalTime(row)
        let resolution: LatePayment.Resolution? = try cursor.optionalWord(row)
        if let lateAt, let resolution { latePayment = LatePayment(receivedAt: lateAt, resolution: resolution) }
        updatedAt = try cursor.time(row)
        completedAt = try cursor.optionalTime(row)
        endedAt = try cursor.optionalTime(row)
        checkAt = try cursor.optionalTime(row)
        checkedAt = try cursor.optionalTime(row)
        checkCount = try cursor.next(row)
    }
}

extension PaymentAttempt {
    fileprivate static func read(
        _ row: borrowing PostgresRow, _ cursor: inout ColumnCursor
    ) throws(PostgresError) -> PaymentAttempt? {
        let number: Int? = try cursor.next(row)
        let method: String? = try cursor.next(row)
        let returnURL: String? = try cursor.next(row)
        let origin: Origin? = try cursor.optionalWord(row)
        let startedAt = try cursor.optionalTime(row)
        let sentAt = try cursor.optionalTime(row)
        let outcome: AttemptOutcome? = try cursor.optionalWord(row)
        let isOver: Bool? = try cursor.next(row)
        // A constraint of the table keeps these together.
        guard let number, let origin, let startedAt, let sentAt, let outcome, let isOver else { return nil }
        var attempt = PaymentAttempt(
            number: number, paymentMethod: method, returnURL: returnURL, origin: origin, startedAt: startedAt,
            outcome: outcome)
        attempt.sentAt = sentAt
        attempt.requestIsOver = isOver
        return attempt
    }
}

/// The changing columns of several sessions, an array for each, in the order of `SessionRecord.columns`: one statement
/// writes them all.
struct StateColumns {
    private var versions: [Int32] = []
    private var sequences: [Int32] = []
    private var statuses: [String] = []
    private var intents: [String?] = []
    private var secrets: [PostgresBytes?] = []
    private var awaits: [Bool] = []
    private var attempts = AttemptColumns()
    private var paidAttempts: [Int32?] = []
    private var actionTypes: [String?] = []
    private var actionURLs: [String?] = []
    private var failureCodes: [String?] = []
    private var declineCodes: [String?] = []
    private var failedAttempts: [Int32?] = []
    private var endings: [String?] = []
    private var resolutions: [String?] = []
    /// paid, subscribed, entitled, notified, late / updated, completed, ended, check, checked
    private var times: [[PostgresTimestamp?]] = Array(repeating: [], count: 10)
    private var checkCounts: [Int32] = []
    private var bodies: [String?] = []

    /// `body` is nil where the public body stays as it is.
    mutating func append(_ record: SessionRecord, body: String?) {
        let state = record.state
        versions.append(Int32(clamping: state.version))
        sequences.append(Int32(clamping: record.lastSequence))
        statuses.append(state.status.rawValue)
        intents.append(state.intentID)
        secrets.append(record.sealedIntentSecret.map(PostgresBytes.init))
        awaits.append(state.intentAwaitsConfirmation)
        attempts.append(state.attempt)
        paidAttempts.append(state.paidAttempt.map { Int32(clamping: $0) })
        actionTypes.append(state.nextAction?.type.rawValue)
        actionURLs.append(state.nextAction?.redirectURL)
        failureCodes.append(state.failure?.code.rawValue)
        declineCodes.append(state.failure?.declineCode)
        failedAttempts.append(state.failure?.attempt.map { Int32(clamping: $0) })
        endings.append(state.ending?.rawValue)
        resolutions.append(state.latePayment?.resolution.rawValue)
        let fulfilment = state.fulfilment
        let all = [
            fulfilment.paidAt, fulfilment.subscribedAt, fulfilment.entitledAt, fulfilment.merchantNotifiedAt,
            state.latePayment?.receivedAt, state.updatedAt, state.completedAt, state.endedAt, state.checkAt,
            state.checkedAt,
        ]
        for (index, time) in all.enumerated() { times[index].append(time?.stored) }
        checkCounts.append(Int32(clamping: state.checkCount))
        bodies.append(body)
    }

    func append(to parameters: inout PostgresParameters) {
        parameters.append(versions)
        parameters.append(sequences)
        parameters.append(statuses)
        parameters.append(intents)
        parameters.append(secrets)
        parameters.append(awaits)
        attempts.append(to: &parameters)
        parameters.append(paidAttempts)
        parameters.append(actionTypes)
        parameters.append(actionURLs)
        parameters.append(failureCodes)
        parameters.append(declineCodes)
        parameters.append(failedAttempts)
        parameters.append(endings)
        for time in times[..<5] { parameters.append(time) }
        parameters.append(resolutions)
        for time in times[5...] { parameters.append(time) }
        parameters.append(checkCounts)
        parameters.append(bodies)
    }
}
