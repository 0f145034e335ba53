/// The limits of what a checkout can be ordered with, each with its unit in its name. Characters are Unicode scalars.
package enum CheckoutLimits {
    package static let lifetimeSeconds = 1800...86_400
    package static let defaultLifetimeSeconds = 3600
    /// A link that is sent by mail may be found in the evening.
    package static let linkLifetimeSeconds = 86_400
    package static let quantity: ClosedRange<Int64> = 1...100_000
    /// Twelve digits: what providers take of the smallest units, and far from where a JSON number loses precision.
    package static let amountMinorUnits: ClosedRange<Int64> = 0...999_999_999_999
    package static let trialDays = 0...730
    package static let urlCharacterCount = 2048
    /// RFC 5321's bound for a mailbox in a path.
    package static let emailCharacterCount = 254
    package static let nameCharacterCount = 200
    package static let externalIDCharacterCount = 200
    package static let taxIDCharacterCount = 50
    package static let couponCodeCharacterCount = 64
    package static let paymentMethodCharacterCount = 255
    package static let providerIDCharacterCount = 255
    package static let idempotencyKeyCharacterCount = 255
    package static let idempotencyKeyLifetimeHours = 24
}
