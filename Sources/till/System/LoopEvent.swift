/// Something that happens once on a loop, and the tasks that wait for it there.
final class LoopEvent<Value: Sendable> {
    private(set) var value: Value?
    private var waiting: [CheckedContinuation<Value, Never>] = []

    var hasHappened: Bool { value != nil }

    /// Later calls change nothing.
    func happen(_ value: Value) {
        guard self.value == nil else { return }
        self.value = value
        let continuations = waiting
        waiting = []
        for continuation in continuations { continuation.resume(returning: value) }
    }

    func wait() async -> Value {
        if let value { return value }
        return await withCheckedContinuation { waiting.append($0) }
    }
}
