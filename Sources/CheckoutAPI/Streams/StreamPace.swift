import HTTPMessages

/// The times of a stream. Those that would make many readers act at the same moment are drawn by lot.
struct StreamPace: Sendable {
    /// A silent stream has a heartbeat at least this often.
    var heartbeat = Duration.seconds(Limits.streamHeartbeatSeconds)
    /// How long a stream lives before its reader is sent to open another.
    var life: @Sendable () -> Duration = { rotation(share: .random(in: 0...1)) }
    /// After how long a reader that lost its stream comes back.
    var retry: @Sendable () -> Duration = { .milliseconds(.random(in: 1000...3000)) }

    init() {}

    /// Ten minutes, a fifth more or less. A stream's end is noticed with its heartbeat, so that it may be late by one.
    static func rotation(share: Double) -> Duration {
        let middle = Double(Limits.streamRotationSeconds)
        let longest = middle * 1.2 - Double(Limits.streamHeartbeatSeconds)
        return .seconds(middle * 0.8 + (longest - middle * 0.8) * share)
    }
}
