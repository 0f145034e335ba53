/// A value that prints `•••` wherever it turns up: descriptions, interpolation, reflection, `dump`, JSON.
///
/// What it does not do is wipe memory: Swift values are copied freely. It keeps secrets out of logs, errors and
/// answers; the process's memory is protected by the operating system.
package struct Secret<Value: Sendable>: Sendable {
    package static var mask: String { "•••" }

    private let value: Value

    package init(_ value: Value) { self.value = value }

    /// The only way to the value; what the closure returns is no longer protected.
    package func reveal<Result, Failure: Error>(
        _ body: (Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(value)
    }
}

/// A key, a password, a token: text nobody may read by accident.
package typealias SecretString = Secret<String>

/// Key material.
package typealias SecretBytes = Secret<[UInt8]>

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Self.mask }

    package var debugDescription: String { Self.mask }

    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Deliberately not `Decodable`: secrets come from configuration and requests, by name.
extension Secret: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.mask)
    }
}

extension SecretString {
    /// The text's UTF-8 as key material.
    package var bytes: SecretBytes { SecretBytes(Array(value.utf8)) }
}

/// What can be compared without telling how much of it was right.
package protocol ConstantTimeEquatable {
    static func areEqualInConstantTime(_ left: Self, _ right: Self) -> Bool
}

extension String: ConstantTimeEquatable {
    package static func areEqualInConstantTime(_ left: String, _ right: String) -> Bool {
        ConstantTime.areEqual(left, right)
    }
}

extension [UInt8]: ConstantTimeEquatable {
    package static func areEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        ConstantTime.areEqual(left, right)
    }
}

extension Secret: Equatable where Value: ConstantTimeEquatable {
    package static func == (left: Self, right: Self) -> Bool {
        Value.areEqualInConstantTime(left.value, right.value)
    }
}
