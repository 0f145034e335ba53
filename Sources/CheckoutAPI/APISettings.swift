/// What an operator decides about the API.
package struct APISettings: Hashable, Sendable {
    /// How buyers' browsers reach this service, without a slash at the end: the beginning of every URL it hands out.
    package var publicURL: String
    /// Whether payments are at the provider itself, whose own pages show them, and not in a double of it.
    package var hasProviderPages = false
    /// How often callers may come.
    package var rates = RateSettings()

    package init(publicURL: String) { self.publicURL = publicURL }
}
