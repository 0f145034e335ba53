import Foundation
import TestSupport
import Testing

@testable import Cryptography

@Suite("Secrets")
struct SecretTests {
    private struct Configuration: Encodable {
        var name = "till"
        var key = SecretString("hunter2-canary")
        var material = SecretBytes(Array("hunter2-canary".utf8))
    }

    private enum Wrapped { case key(SecretString) }

    @Test("nothing that prints shows them")
    func printing() throws {
        let configuration = Configuration()
        var dumped = ""
        dump(configuration, to: &dumped)
        var dumpedSecret = ""
        dump(configuration.key, to: &dumpedSecret)
        var streamed = ""
        debugPrint(configuration.key, configuration, Wrapped.key(configuration.key), to: &streamed)
        let texts = [
            "\(configuration.key)", "\(configuration)", String(describing: configuration.key),
            String(reflecting: configuration.key), String(reflecting: configuration), configuration.key.description,
            configuration.key.debugDescription, "\(configuration.material)", String(reflecting: configuration.material),
            "\([configuration.key])", "\(["key": configuration.key])", "\(Optional(configuration.key) as Any)",
            "\(Wrapped.key(configuration.key))", String(describing: Mirror(reflecting: configuration.key)), dumped,
            dumpedSecret, streamed,
        ]
        let codes = Array("hunter2-canary".utf8).map(String.init).joined(separator: ", ")
        for text in texts {
            #expect(!text.contains("hunter2"), "\(text)")
            #expect(!text.contains(codes), "\(text)")
        }
        #expect("\(configuration.key)" == "•••")
        #expect(String(reflecting: configuration.material) == "•••")
        #expect(dumpedSecret.contains("•••"))
        #expect(Mirror(reflecting: configuration.key).children.isEmpty)
    }

    @Test("JSON shows only the mask")
    func encoding() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(Configuration()), as: UTF8.self)
        #expect(json == #"{"key":"•••","material":"•••","name":"till"}"#)
    }

    @Test("the closure gets the value, and its error comes out")
    func revealing() throws {
        struct Refusal: Error {}
        let secret = SecretString("value")
        #expect(secret.reveal { $0.count } == 5)
        #expect(throws: Refusal.self) { try secret.reveal { _ in throw Refusal() } }
        #expect(secret.bytes == SecretBytes(Array("value".utf8)))
    }

    @Test("equality is by bytes")
    func equality() {
        #expect(SecretString("a") == SecretString("a"))
        #expect(SecretString("a") != SecretString("b"))
        #expect(SecretString("a") != SecretString("ab"))
        #expect(SecretString("") == SecretString(""))
        // Swift calls these two strings equal; as credentials they are not.
        #expect(SecretString("\u{E9}") != SecretString("e\u{301}"))
        #expect(SecretBytes([1, 2]) == SecretBytes([1, 2]))
        #expect(SecretBytes([1, 2]) != SecretBytes([1]))
    }

    @Test("constant-time equality agrees with ordinary equality")
    func constantTime() {
        withSeed("constant-time equality") { generator in
            for _ in 0..<2000 {
                let left = generator.bytes(upTo: 3).map { $0 & 1 }
                let right = generator.bytes(upTo: 3).map { $0 & 1 }
                #expect(ConstantTime.areEqual(left, right) == (left == right))
            }
        }
    }
}
