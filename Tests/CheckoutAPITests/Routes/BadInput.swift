import HTTPMessages
import Testing

@testable import CheckoutAPI

/// A body that is refused, and the member that is told to be wrong.
struct BadInput: Sendable, CustomTestStringConvertible {
    let body: String
    let param: String?
    let code: String

    init(_ body: String, _ param: String?, _ code: String = "parameter_invalid") {
        self.body = body
        self.param = param
        self.code = code
    }

    var testDescription: String { "\(body.prefix(60)) → \(param ?? "-")" }

    func check(_ path: String, _ shop: Shop) async throws {
        let answer = try await shop.send(.post, path, key: shop.merchant.key, body: Array(body.utf8))
        #expect(
            answer.status == 400 && answer.code == code && answer.param == param, "\(testDescription): \(answer.text)")
    }

    /// A text of so many characters.
    static func long(_ count: Int) -> String { String(repeating: "x", count: count) }
}
