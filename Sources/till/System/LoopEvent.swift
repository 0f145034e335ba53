/// Something that happens once on a loop, and the tasks that wait for it there.
final class LoopEvent<Value: Sendable> {
    private(set) var value: Value?
    private var waiting: [(Value) -> Void] = []

    var hasHappened: Bool { value != nil }

    /// Later calls change nothing.
    func happen(_ value: Value) {
        guard self.value == nil else { return }
        self.value = value
        let bodies = waiting
        waiting = []
        for body in bodies { body(value) }
    }

    /// Runs `body` when it happens, at once if it has.
    func whenHappened(_ body: @escaping (Value) -> Void) {
        if let value { body(value) } else { waiting.append(body) }
    }

    func wait() async -> Value {
        await withCheckedContinuation { continuation in
            whenHappened { continuation.resume(returning: $0) }
        }
    }
}
