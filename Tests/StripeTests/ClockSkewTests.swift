import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import Testing

@testable import Stripe

/// How far two clocks are apart, from the dates of answers.
@Suite("Clock skew")
struct ClockSkewTests {
    private let second: Int64 = 1_000_000_000
    private let time: Int64 = 784_111_777
    private let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    @Test(arguments: [
        (0, 0.3, 0), (-0.5, 2, 0), (0.9, 1.5, 0), (1, 1.2, 0), (31, 33, 30), (-20, -12, -12), (-3, -0.25, -0.25),
    ])
    func onlyWhatIsCertainCounts(sent: Double, received: Double, skew: Double) {
        let measured = ClockSkew.measured(
            sent: time * second + Int64(sent * 1e9), received: time * second + Int64(received * 1e9), date: date)
        #expect(measured == .nanoseconds(Int64(skew * 1e9)))
    }

    @Test func withoutADateNothingIsKnown() {
        for date in [nil, "", "yesterday"] as [String?] {
            #expect(ClockSkew.measured(sent: 0, received: 1, date: date) == nil)
        }
    }

    @Test func everyAnswerIsMeasured() async throws {
        let manual = ManualClock(unixSeconds: time + 91)
        let (tries, answers) = (Locked<[StripeTry]>([]), Locked<[String?]>(["junk", date]))
        let api = StripeAPI(
            settings: StripeSettings(secretKey: SecretString("sk_test_x")),
            sender: RequestSender { _ throws(HTTPClientError) in
                var headers = HTTPHeaders()
                if let date = answers.withLock({ $0.popLast() ?? nil }) { headers.set("Date", date) }
                let body = ScriptedStripe.error("invalid_request_error", code: "resource_missing")
                return ClientResponse(status: HTTPStatus(code: 404), headers: headers, body: Array(body.utf8))
            },
            clock: manual.clock, pause: { _ in }, jitter: { 1 }, observe: { step in tries.withLock { $0.append(step) } }
        )
        for _ in 0..<2 {
            await #expect(throws: StripeCallFailure.self) {
                try await api.perform(StripeCall(method: .get, path: "/v1/x"))
            }
        }
        #expect(
            tries.withLock { $0.map(\.clockSkew) } == [.seconds(90), nil], "a problem's answer tells the time, too")
    }
}
