/// Calls that changed nothing. They are part of the answer to "what happened here?".
extension SessionMachine {
    package func turnedAway(_ refusal: ConfirmRefusal, at time: Timestamp) -> Transition {
        switch refusal {
        case .notOpen: noted(.confirmTurnedAway, detail: "not_open", at: time)
        case .completed: noted(.confirmTurnedAway, detail: "completed", at: time)
        case .expired: noted(.confirmTurnedAway, detail: "expired", at: time)
        case .canceled: noted(.confirmTurnedAway, detail: "canceled", at: time)
        case .attemptInProgress(let number):
            noted(.confirmTurnedAway, attempt: number, detail: "attempt_in_progress", at: time)
        case .paymentMethodRequired: noted(.confirmTurnedAway, detail: "payment_method_required", at: time)
        case .cannotStart(let refusal):
            noted(.confirmTurnedAway, detail: FailureCode(refusal).rawValue, at: time)
        case .cannotChange(let refusal):
            noted(.confirmTurnedAway, detail: "change: \(refusal.word)", at: time)
        }
    }

    package func turnedAway(_ refusal: CancelRefusal, at time: Timestamp) -> Transition {
        switch refusal {
        case .notOpen: noted(.cancelTurnedAway, detail: "not_open", at: time)
        case .completed: noted(.cancelTurnedAway, detail: "completed", at: time)
        case .expired: noted(.cancelTurnedAway, detail: "expired", at: time)
        case .attemptInProgress(let number):
            noted(.cancelTurnedAway, attempt: number, detail: "attempt_in_progress", at: time)
        }
    }
}
