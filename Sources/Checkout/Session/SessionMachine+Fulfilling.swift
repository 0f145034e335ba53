extension SessionMachine {
    /// A step of fulfilment that followed completion is done. Doing it twice is no change.
    package func fulfilled(_ step: FulfilmentStep, at time: Timestamp) -> Transition {
        guard state.status == .completed, state.fulfilment[keyPath: step.field] == nil else {
            return unchanged(at: time)
        }
        var next = self.step(at: time)
        next.state.fulfilment[keyPath: step.field] = time
        switch step {
        case .subscribed: next.happened(.subscribed)
        case .entitled: next.happened(.entitled)
        case .merchantNotified: next.happened(.merchantNotified)
        }
        return next.finish()
    }
}
