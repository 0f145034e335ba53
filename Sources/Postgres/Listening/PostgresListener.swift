package import EventLoop

/// One connection that LISTENs for a whole process, and comes back by itself.
///
/// A notification is a doorbell: what it announces has to be read from the tables. Whenever a channel starts to be
/// heard, at first and after every interruption, its subscribers are told to look whether they missed something.
///
/// `@unchecked Sendable`: it is carried into tasks, and every entry point traps off its loop.
package final class PostgresListener: @unchecked Sendable {
    package enum Event: Hashable, Sendable {
        case notification(payload: String)
        /// Notifications before this moment may have been missed.
        case resynchronise
    }

    /// What `subscribe` gives and `unsubscribe` takes.
    package struct Subscription: Hashable, Sendable {
        fileprivate let channel: PostgresChannel
        fileprivate let number: Int
    }

    package let loop: EventLoop
    private let target: PostgresTarget
    private let options: PostgresOptions
    private let healthInterval: Duration
    private let random: () -> Double
    private var machine = ListenerStateMachine()
    private var attempt: ConnectAttempt?
    private var connection: PostgresConnection?
    private var subscribers: [PostgresChannel: [Int: (Event) -> Void]] = [:]
    private var nextSubscription = 1
    private var backOffTimer: TimerToken?
    private var healthTimer: TimerToken?

    package init(
        _ target: PostgresTarget, loop: EventLoop, options: PostgresOptions = PostgresOptions(),
        healthInterval: Duration = .seconds(10), random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.target = target
        self.loop = loop
        self.options = options
        self.healthInterval = healthInterval
        self.random = random
    }

    package var isConnected: Bool {
        loop.preconditionCurrent()
        return machine.link == .connected
    }

    /// The backend that listens, for diagnosis.
    package var backendProcessID: Int32? {
        loop.preconditionCurrent()
        return connection?.backendProcessID
    }

    // MARK: Subscribers

    /// `handler` runs on the loop, until `unsubscribe`.
    package func subscribe(_ channel: PostgresChannel, _ handler: @escaping (Event) -> Void) -> Subscription {
        loop.preconditionCurrent()
        let subscription = Subscription(channel: channel, number: nextSubscription)
        nextSubscription += 1
        subscribers[channel, default: [:]][subscription.number] = handler
        if machine.channels[channel] == true {
            // Others listen to it already; only this one may have missed something.
            handler(.resynchronise)
        } else {
            perform(machine.wanted(channel))
        }
        return subscription
    }

    package func unsubscribe(_ subscription: Subscription) {
        loop.preconditionCurrent()
        let channel = subscription.channel
        subscribers[channel]?[subscription.number] = nil
        guard subscribers[channel]?.isEmpty == true else { return }
        subscribers[channel] = nil
        perform(machine.unwanted(channel))
    }

    package func stop() {
        loop.preconditionCurrent()
        subscribers = [:]
        perform(machine.stopped())
    }

    private func tell(_ channel: PostgresChannel, _ event: Event) {
        for (_, handler) in (subscribers[channel] ?? [:]).sorted(by: { $0.key < $1.key }) { handler(event) }
    }

    // MARK: Acting

    private func perform(_ actions: [ListenerStateMachine.Action]) {
        for action in actions {
            switch action {
            case .connect: connect()
            case .listen(let channel): listen(channel)
            case .unlisten(let channel): send("UNLISTEN " + channel.name) {}
            case .backOff(let milliseconds): backOff(.milliseconds(milliseconds))
            case .resynchronise(let channel): tell(channel, .resynchronise)
            case .close: close()
            }
        }
    }

    private func connect() {
        attempt = ConnectAttempt.start(target, options: options, loop: loop) { [weak self] result in
            guard let self else {
                if case .success(let connection) = result { connection.close() }
                return
            }
            attempt = nil
            switch result {
            case .success(let connection): connected(connection)
            case .failure: perform(machine.disconnected(jitter: random()))
            }
        }
    }

    private func connected(_ connection: PostgresConnection) {
        self.connection = connection
        connection.onNotification = { [weak self] name, payload in
            guard let self, let channel = PostgresChannel(name) else { return }
            tell(channel, .notification(payload: payload))
        }
        connection.onClosed = { [weak self] _ in self?.disconnected() }
        perform(machine.connected())
        scheduleHealth()
    }

    private func disconnected() {
        connection = nil
        stopTimer(&healthTimer)
        perform(machine.disconnected(jitter: random()))
    }

    private func listen(_ channel: PostgresChannel) {
        send("LISTEN " + channel.name) { [weak self] in
            guard let self else { return }
            perform(machine.listening(channel))
        }
    }

    private func send(_ command: String, onSuccess: @escaping () -> Void) {
        guard let connection else { return }
        let operation = ListenerCommand(command) { [weak connection] error in
            // Without its channels the connection is worth nothing; a new one starts over.
            if error == nil { onSuccess() } else { connection?.lost("a listener's command failed") }
        }
        operation.timeout = options.connectTimeout
        connection.submit(operation)
    }

    private func backOff(_ interval: Duration) {
        backOffTimer = loop.schedule(after: interval) { [weak self] in
            guard let self else { return }
            backOffTimer = nil
            perform(machine.backOffEnded())
        }
    }

    /// A connection that only ever receives would not notice that its peer has vanished.
    private func scheduleHealth() {
        healthTimer = loop.schedule(after: healthInterval) { [weak self] in
            guard let self else { return }
            send("") {}
            scheduleHealth()
        }
    }

    private func close() {
        attempt?.cancel()
        attempt = nil
        stopTimer(&backOffTimer)
        stopTimer(&healthTimer)
        connection?.onClosed = nil
        connection?.close()
        connection = nil
    }

    private func stopTimer(_ timer: inout TimerToken?) {
        if let timer { loop.cancel(timer) }
        timer = nil
    }
}

/// A command of the listener's own.
private final class ListenerCommand: PipelineOperation {
    private let onAnswer: (PostgresError?) -> Void

    /// An empty command is a lone sync.
    init(_ command: String, onAnswer: @escaping (PostgresError?) -> Void) {
        self.onAnswer = onAnswer
        super.init(.autocommit, [])
        begin = command.isEmpty ? nil : command
    }

    override func answered(_ error: PostgresError?) { onAnswer(error) }
}
