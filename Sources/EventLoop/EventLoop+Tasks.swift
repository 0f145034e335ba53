extension EventLoop {
    /// Runs `body` on this loop and answers its result; the caller continues where it was.
    package func run<Success: Sendable>(
        _ body: @Sendable @concurrent () async throws -> Success
    ) async rethrows -> Success {
        try await withTaskExecutorPreference(self) { try await body() }
    }

    /// Runs a synchronous `body` on this loop and answers its result.
    package func submit<Success: Sendable>(
        _ body: @escaping @Sendable () throws -> Success
    ) async throws -> Success {
        if isCurrent { return try body() }
        return try await withCheckedThrowingContinuation { continuation in
            execute { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// On the loop: starts a task that runs at once up to its first suspension, and resumes on this loop ever after.
    @discardableResult
    package func startTask(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        preconditionCurrent()
        return Task.immediate(executorPreference: self) { await body() }
    }

    /// Stops the loop: closes what is open on it and waits until its thread has let go of everything.
    package func stop() async {
        await withCheckedContinuation { continuation in
            let isRetired = inbox.withLock { inbox in
                if !inbox.isRetired { inbox.onStopped.append { continuation.resume() } }
                return inbox.isRetired
            }
            if isRetired {
                continuation.resume()
            } else {
                execute { self.beginStopping() }
            }
        }
    }
}
