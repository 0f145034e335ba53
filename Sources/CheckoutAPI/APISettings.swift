/// What an operator decides about the API.
package struct APISettings: Hashable, Sendable {
    /// How buyers' browsers reach this service, without a slash at the end: the beginning of every URL it hands out.
    package var publicURL: String
    /// How often callers may come.
    package var rates = RateSettings()

    package init(publicURL: String) { self.publicURL = publicURL }
}
