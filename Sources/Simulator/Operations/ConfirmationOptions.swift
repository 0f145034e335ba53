/// What a confirmation says beyond the payment method.
struct ConfirmationOptions: Sendable {
    var returnURL: String?
    /// The buyer is not there, so nobody can prove anything.
    var isOffSession: Bool
    /// Fail instead of asking for 3DS.
    var failsOnAction: Bool

    init(_ parameters: Parameters) throws(StripeFailure) {
        returnURL = try parameters.text("return_url")
        // `off_session` also takes `one_off` and `recurring`.
        let offSession = try parameters.text("off_session")
        isOffSession = offSession != nil && offSession != "false" && offSession != ""
        failsOnAction = try parameters.flag("error_on_requires_action") ?? false
        if let url = returnURL, !(url.hasPrefix("http://") || url.hasPrefix("https://") || url.contains("://")) {
            throw .invalid("Not a valid URL", param: "return_url", code: "url_invalid")
        }
    }
}
