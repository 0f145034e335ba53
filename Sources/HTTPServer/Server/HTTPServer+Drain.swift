import EventLoop

/// The ways to stop.
extension HTTPServer {
    /// Stops taking connections, answers what is running, ends streams over a window; returns when every connection is
    /// closed, at the latest soon after the plan's deadline.
    package func drain(_ plan: DrainPlan = DrainPlan()) async {
        await untilClosed { self.beginDrain(plan) }
    }

    /// Cuts off everything.
    package func shutdownNow() async {
        await untilClosed { self.abortAll() }
    }

    private func untilClosed(_ begin: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            loop.execute {
                if self.isClosed { return continuation.resume() }
                self.onClosed.append { continuation.resume() }
                begin()
            }
        }
    }

    private func beginDrain(_ plan: DrainPlan) {
        guard drainPlan == nil else { return }
        drainPlan = plan
        stopListening()
        for connection in connections { connection.drain(grace: plan.idleGrace) }
        endStreams(plan)
        loop.schedule(after: plan.deadline) { self.abortAll() }
    }

    private func endStreams(_ plan: DrainPlan) {
        for connection in connections where connection.streaming != nil {
            let moment = plan.pickMoment(plan.streamWindow)
            loop.schedule(after: min(moment, plan.streamWindow)) { connection.drainStream() }
        }
    }

    private func stopListening() {
        // The kernel resets what is in the queue of a listener that closes. Between this look into it and the closing lie
        // microseconds; who cannot spare those either sets a drain delay, in which balancers turn to others.
        listener?.acceptQueued()
        listener?.close()
        listener = nil
        closeIfDone()
    }

    private func abortAll() {
        if drainPlan == nil { drainPlan = DrainPlan() }
        listener?.close()
        listener = nil
        for connection in connections { connection.abort() }
        closeIfDone()
    }

    /// Tells who waits that the last connection is gone.
    func closeIfDone() {
        guard listener == nil, connections.isEmpty, drainPlan != nil, !isClosed else { return }
        isClosed = true
        responderTasks.close()
        let waiting = onClosed
        onClosed = []
        for tell in waiting { tell() }
    }
}

extension HTTPConnection {
    func drain(grace: Duration) {
        during { perform(machine.drainRequested(grace: grace, now: loop.now)) }
    }
}
