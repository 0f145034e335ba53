import Synchronization

/// A place where responders of a test wait until the test lets them go on.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Waits here; with cancellation it goes on and throws.
    func pass() async throws {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isOpen, watchers) = state.withLock { state in
                    state.arrived += 1
                    if !state.isOpen { state.waiting.append(continuation) }
                    let due = state.watchers.filter { $0.count <= state.arrived }
                    state.watchers.removeAll { $0.count <= state.arrived }
                    return (state.isOpen, due)
                }
                for watcher in watchers { watcher.continuation.resume() }
                if isOpen || Task.isCancelled { open() }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            open()
        }
        try Task.checkCancellation()
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            let waiting = state.waiting
            state.waiting = []
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when so many have arrived in all.
    func untilArrived(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrived < count { state.watchers.append((count, continuation)) }
                return state.arrived >= count
            }
            if isThere { continuation.resume() }
        }
    }
}

/// Values that a test collects from several threads.
final class Journal<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func note(_ value: Value) {
        let due = state.withLock { state in
            state.values.append(value)
            let due = state.watchers.filter { $0.count <= state.values.count }
            state.watchers.removeAll { $0.count <= state.values.count }
            return due
        }
        for watcher in due { watcher.continuation.resume() }
    }

    var all: [Value] { state.withLock { $0.values } }

    /// Returns when there are so many.
    func untilNoted(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.values.count < count { state.watchers.append((count, continuation)) }
                return state.values.count >= count
            }
            if isThere { continuation.resume() }
        }
    }
}
