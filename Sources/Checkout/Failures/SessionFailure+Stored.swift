extension SessionFailure {
    /// As it was stored.
    package init(stored code: FailureCode, declineCode: String?, attempt: Int?) {
        self.code = code
        self.declineCode = declineCode
        self.attempt = attempt
    }
}
