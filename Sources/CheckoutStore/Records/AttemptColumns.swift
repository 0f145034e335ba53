import Checkout
import Postgres

/// The columns of several attempts, an array for each.
struct AttemptColumns {
    private var numbers: [Int32?] = []
    private var methods: [String?] = []
    private var returnURLs: [String?] = []
    private var origins: [String?] = []
    private var startedAts: [PostgresTimestamp?] = []
    private var sentAts: [PostgresTimestamp?] = []
    private var outcomes: [String?] = []
    private var isOvers: [Bool?] = []

    mutating func append(_ attempt: PaymentAttempt?) {
        numbers.append(attempt.map { Int32(clamping: $0.number) })
        methods.append(attempt?.paymentMethod)
        returnURLs.append(attempt?.returnURL)
        origins.append(attempt?.origin.rawValue)
        startedAts.append(attempt?.startedAt.stored)
        sentAts.append(attempt?.sentAt.stored)
        outcomes.append(attempt?.outcome.rawValue)
        isOvers.append(attempt?.requestIsOver)
    }

    func append(to parameters: inout PostgresParameters) {
        parameters.append(numbers)
        parameters.append(methods)
        parameters.append(returnURLs)
        parameters.append(origins)
        parameters.append(startedAts)
        parameters.append(sentAts)
        parameters.append(outcomes)
        parameters.append(isOvers)
    }
}
