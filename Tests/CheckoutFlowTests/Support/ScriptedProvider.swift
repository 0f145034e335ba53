import Checkout
import Cryptography
import EventLoop
import Payments
import Testing

/// A provider that answers what a test says, keeps what it was asked, and fails what it does not expect.
final class ScriptedProvider: Sendable {
    private let createScript = Locked<(@Sendable (IntentOrder) async -> CreateAnswer)?>(nil)
    private let confirmScript = Locked<(@Sendable (ConfirmOrder) async -> ConfirmAnswer)?>(nil)
    private let lookUpScript = Locked<(@Sendable (IntentReference) -> Result<IntentReport, ProviderFailure>)?>(nil)
    private let cancelScript = Locked<(@Sendable (IntentReference) -> Result<IntentReport, ProviderFailure>)?>(nil)
    private let log = Locked<[String]>([])

    static let failure = ProviderFailure(kind: .unreachable, mayHaveActed: true, detail: "test")

    var calls: [String] { log.withLock { $0 } }
    func callCount(_ prefix: String) -> Int { calls.count { $0.hasPrefix(prefix) } }

    func create(_ script: @escaping @Sendable (IntentOrder) async -> CreateAnswer) {
        createScript.withLock { $0 = script }
    }
    func confirm(_ script: @escaping @Sendable (ConfirmOrder) async -> ConfirmAnswer) {
        confirmScript.withLock { $0 = script }
    }
    func lookUp(_ script: @escaping @Sendable (IntentReference) -> Result<IntentReport, ProviderFailure>) {
        lookUpScript.withLock { $0 = script }
    }
    func cancel(_ script: @escaping @Sendable (IntentReference) -> Result<IntentReport, ProviderFailure>) {
        cancelScript.withLock { $0 = script }
    }

    /// Makes every intent at once.
    func createAll() { create { .created(Self.created($0)) } }

    static func created(_ order: IntentOrder) -> CreatedIntent {
        let id = "pi_\(order.sessionID)"
        return CreatedIntent(
            intentID: id, clientSecret: SecretString("\(id)_secret_1"),
            report: report(id, .requiresPaymentMethod(nil), amount: order.amount))
    }

    static func report(_ id: String, _ status: IntentStatus, amount: Money?) -> IntentReport {
        IntentReport(intentID: id, status: status, amount: amount, livemode: false)
    }

    /// For 19.99 usd, as the fixture's orders are.
    static func report(_ id: String, _ status: IntentStatus) -> IntentReport {
        report(id, status, amount: Currency("usd").map { Money(minorUnits: 1999, currency: $0) })
    }

    var providers: Providers {
        Providers([.init(.stripe, livemode: false): ConnectedProvider(client, publishableKey: nil)])
    }

    var client: ProviderClient {
        var client = ProviderClient.unexpected { call in
            self.log.withLock { $0.append(call) }
            Issue.record("unexpected: \(call)")
        }
        let unexpected = client
        client.createIntent = { order in
            guard let script = self.createScript.withLock({ $0 }) else { return await unexpected.createIntent(order) }
            self.log.withLock { $0.append("create \(order.key)") }
            return await script(order)
        }
        client.confirmIntent = { order in
            guard let script = self.confirmScript.withLock({ $0 }) else { return await unexpected.confirmIntent(order) }
            self.log.withLock { $0.append("confirm \(order.key)") }
            return await script(order)
        }
        client.lookUpIntent = { intent throws(ProviderFailure) in
            guard let script = self.lookUpScript.withLock({ $0 }) else {
                return try await unexpected.lookUpIntent(intent)
            }
            self.log.withLock { $0.append("look up \(intent.intentID)") }
            return try script(intent).get()
        }
        client.cancelIntent = { intent throws(ProviderFailure) in
            guard let script = self.cancelScript.withLock({ $0 }) else {
                return try await unexpected.cancelIntent(intent)
            }
            self.log.withLock { $0.append("cancel \(intent.intentID)") }
            return try script(intent).get()
        }
        return client
    }
}

/// Holds whoever comes until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Locked(State())

    func pass() async {
        await withCheckedContinuation { continuation in
            let (isOpen, watchers) = state.withLock { state in
                state.arrived += 1
                defer { state.watchers = [] }
                if !state.isOpen { state.held.append(continuation) }
                return (state.isOpen, state.watchers)
            }
            for watcher in watchers { watcher.resume() }
            if isOpen { continuation.resume() }
        }
    }

    /// Returns when somebody has come.
    func reached() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrived == 0 { state.watchers.append(continuation) }
                return state.arrived > 0
            }
            if isThere { continuation.resume() }
        }
    }

    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}
