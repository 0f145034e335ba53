/// What a listener does about its connection and its channels, without any I/O.
struct ListenerStateMachine: Hashable {
    /// What has to be done.
    enum Action: Hashable {
        case connect
        case listen(PostgresChannel)
        case unlisten(PostgresChannel)
        /// `backOffEnded` is expected after about this long.
        case backOff(milliseconds: Int)
        /// From now on nothing of this channel is missed; what happened before may have been.
        case resynchronise(PostgresChannel)
        case close
    }

    enum Link: Hashable {
        /// Nobody listens to anything.
        case resting
        case connecting
        case connected
        case backingOff
        case stopped
    }

    private(set) var link = Link.resting
    /// Whether LISTEN has taken effect, for every channel somebody wants.
    private(set) var channels: [PostgresChannel: Bool] = [:]
    private var failures = 0

    mutating func wanted(_ channel: PostgresChannel) -> [Action] {
        guard link != .stopped, channels[channel] == nil else { return [] }
        channels[channel] = false
        switch link {
        case .resting:
            link = .connecting
            return [.connect]
        case .connected: return [.listen(channel)]
        case .connecting, .backingOff, .stopped: return []
        }
    }

    mutating func unwanted(_ channel: PostgresChannel) -> [Action] {
        guard channels.removeValue(forKey: channel) != nil, link == .connected else { return [] }
        return [.unlisten(channel)]
    }

    mutating func connected() -> [Action] {
        guard link == .connecting else { return [.close] }
        link = .connected
        failures = 0
        return channels.keys.sorted { $0.name < $1.name }.map { .listen($0) }
    }

    /// LISTEN on a channel was answered.
    mutating func listening(_ channel: PostgresChannel) -> [Action] {
        guard link == .connected, channels[channel] != nil else { return [] }
        channels[channel] = true
        return [.resynchronise(channel)]
    }

    /// The attempt to connect failed, or the connection ended. `jitter` is a random number from 0 to 1.
    mutating func disconnected(jitter: Double) -> [Action] {
        guard link == .connecting || link == .connected else { return [] }
        for channel in channels.keys { channels[channel] = false }
        failures += 1
        link = .backingOff
        let longest = min(1_000.0, 50.0 * Double(1 << min(failures - 1, 5)))
        return [.backOff(milliseconds: Int(longest * (1 - 0.5 * min(max(jitter, 0), 1))))]
    }

    mutating func backOffEnded() -> [Action] {
        guard link == .backingOff else { return [] }
        link = channels.isEmpty ? .resting : .connecting
        return link == .connecting ? [.connect] : []
    }

    mutating func stopped() -> [Action] {
        guard link != .stopped else { return [] }
        link = .stopped
        channels = [:]
        return [.close]
    }
}
