import Testing

@testable import Postgres

/// Every history of a listener with two channels, up to eight happenings long.
@Suite struct ListenerHistoriesTests {
    private struct Model: Hashable {
        enum Input: Hashable {
            case want(Int), unwant(Int), connected, listening(Int), disconnected, backOffEnded, stop
        }

        static let channels = ["one", "two"].compactMap { PostgresChannel($0) }

        var machine = ListenerStateMachine()
        var wanted: Set<Int> = []
        /// LISTENs sent over the connection that is open now, without an answer so far.
        var asked: [Int] = []
        var heard: Set<Int> = []
        var connecting = 0
        var isOpen = false
        var backOffs = 0
        var isStopped = false
        var violations: [String] = []

        var inputs: [Input] {
            var inputs = [Input.stop]
            for channel in [0, 1] where !isStopped {
                inputs.append(wanted.contains(channel) ? .unwant(channel) : .want(channel))
            }
            if connecting > 0 { inputs += [.connected, .disconnected] }
            if isOpen { inputs.append(.disconnected) }
            if let first = asked.first { inputs.append(.listening(first)) }
            if backOffs > 0 { inputs.append(.backOffEnded) }
            return inputs
        }

        mutating func apply(_ input: Input) {
            switch input {
            case .want(let channel):
                wanted.insert(channel)
                act(machine.wanted(Self.channels[channel]))
            case .unwant(let channel):
                wanted.remove(channel)
                heard.remove(channel)
                act(machine.unwanted(Self.channels[channel]))
            case .connected:
                connecting -= 1
                isOpen = true
                act(machine.connected())
            case .listening(let channel):
                asked.removeFirst()
                act(machine.listening(Self.channels[channel]))
            case .disconnected:
                if isOpen { isOpen = false } else { connecting -= 1 }
                asked = []
                heard = []
                act(machine.disconnected(jitter: 0))
            case .backOffEnded:
                backOffs -= 1
                act(machine.backOffEnded())
            case .stop:
                isStopped = true
                wanted = []
                act(machine.stopped())
            }
            check()
        }

        private mutating func act(_ actions: [ListenerStateMachine.Action]) {
            for action in actions {
                switch action {
                case .connect: connecting += 1
                case .listen(let channel):
                    if !isOpen { violations.append("LISTEN without a connection") }
                    asked.append(Self.channels.firstIndex(of: channel) ?? -1)
                case .unlisten: break
                case .backOff: backOffs += 1
                case .resynchronise(let channel): heard.insert(Self.channels.firstIndex(of: channel) ?? -1)
                case .close:
                    // Cancels the attempt, the timers and the connection alike.
                    connecting = 0
                    backOffs = 0
                    isOpen = false
                    asked = []
                    heard = []
                }
            }
        }

        private mutating func check() {
            if connecting + (isOpen ? 1 : 0) > 1 { violations.append("two connections") }
            if backOffs > 1 { violations.append("two back-offs") }
            if isStopped, connecting > 0 || isOpen || backOffs > 0 { violations.append("at work after the stop") }
            for channel in wanted where !heard.contains(channel) {
                let isComing = connecting > 0 || backOffs > 0 || asked.contains(channel)
                if !isComing { violations.append("channel \(channel) is never listened to") }
            }
        }
    }

    @Test func everyHistoryKeepsThePromises() {
        var level: Set<Model> = [Model()]
        for _ in 1...8 {
            var next: Set<Model> = []
            for model in level {
                for input in model.inputs {
                    var later = model
                    later.apply(input)
                    #expect(later.violations.isEmpty, "after \(input): \(later)")
                    if later.violations.isEmpty { next.insert(later) }
                }
            }
            level = next
        }
        #expect(level.count > 50)
    }

    @Test func backOffDoublesUpToASecond() {
        var machine = ListenerStateMachine()
        guard let channel = PostgresChannel("events") else { return #expect(Bool(false)) }
        _ = machine.wanted(channel)
        var pauses: [ListenerStateMachine.Action] = []
        for _ in 0..<7 {
            pauses += machine.disconnected(jitter: 0)
            _ = machine.backOffEnded()
        }
        #expect(pauses == [50, 100, 200, 400, 800, 1_000, 1_000].map { .backOff(milliseconds: $0) })
    }

    @Test(arguments: ["", "Events", "a b", "a\"; DROP TABLE x", "1a", "é", String(repeating: "a", count: 64)])
    func channelsAreNothingButPlainNames(_ name: String) {
        #expect(PostgresChannel(name) == nil)
        #expect(PostgresChannel("till_events_2")?.name == "till_events_2")
    }
}
