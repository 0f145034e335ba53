/// Every size and time limit of the contract that is not about reading a request (`RequestLimits` has those).
package enum Limits {
    package static let metadataKeys = 50
    package static let metadataKeyCharacters = 40
    package static let metadataValueCharacters = 500
    package static let idempotencyKeyCharacters = 255
    package static let idempotencyKeptHours = 24
    package static let requestIDBytes = 128
    package static let lastEventIDBytes = 128
    package static let longPollSeconds = 30
    package static let sessionLifetimeSeconds = 1_800...86_400
    package static let sessionLifetimeDefaultSeconds = 3_600
    package static let sessionTokenLifetimeSeconds = 60...86_400
    package static let sessionTokenLifetimeDefaultSeconds = 3_600
    package static let streamHeartbeatSeconds = 15
    package static let streamRotationSeconds = 600
    package static let queryParameters = 50
}
