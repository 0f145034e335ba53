import Checkout
import CheckoutAPI
import CheckoutFlow
import EventLoop
import Stripe
import Testing

@testable import till

/// Whether webhooks still arrive while payments succeed, and who is told.
@Suite struct WebhookSilenceTests {
    private static let start = Timestamp(unixSeconds: 1_800_000_000)

    private func at(_ seconds: Int64) -> Timestamp { Self.start + .seconds(seconds) }

    @Test func itLastsFromTheFirstPaymentThatNobodyToldOf() {
        var silence = WebhookSilence()
        #expect(silence.length(at: at(9_999)) == .zero, "where nothing is sold there is nothing to hear of")
        silence.paid(at: at(0))
        silence.paid(at: at(100))
        #expect(silence.length(at: at(150)) == .seconds(150))
        silence.heard(at: at(150))
        #expect(silence.length(at: at(200)) == .zero)
        silence.paid(at: at(1_000))
        #expect(silence.length(at: at(1_030)) == .seconds(30))
        silence.heard(at: at(140))
        #expect(silence.length(at: at(1_030)) == .seconds(30), "an older one says nothing of it")
    }

    @Test func aWebhookMayComeBeforeTheAnswer() {
        var silence = WebhookSilence()
        silence.heard(at: at(0))
        silence.paid(at: at(1))
        #expect(silence.length(at: at(10_000)) == .zero)
        silence.paid(at: at(2_000))
        silence.heard(at: at(1_990))
        #expect(silence.length(at: at(10_000)) == .zero, "another process heard it, and its table was read late")
    }

    @Test func whatWasPaidLongAfterAWebhookStillWaits() {
        var silence = WebhookSilence()
        silence.paid(at: at(0))
        silence.paid(at: at(5_000))
        silence.heard(at: at(100))
        #expect(silence.length(at: at(5_100)) == .seconds(5_000))
    }

    @Test func bothEndsAreToldOnce() {
        var silence = WebhookSilence()
        silence.paid(at: at(0))
        #expect(silence.change(at: at(599)) == nil)
        #expect(silence.change(at: at(600)) == .began(lasting: .seconds(600)))
        silence.paid(at: at(700))
        #expect(silence.change(at: at(800)) == nil)
        silence.heard(at: at(900))
        #expect(silence.change(at: at(901)) == .ended)
        #expect(silence.change(at: at(902)) == nil)
    }

    // MARK: Those who are told

    private func journal(
        _ manual: ManualClock, expectsWebhooks: Bool = true
    ) -> (CheckoutJournal, lines: () -> [String]) {
        let lines = Locked<[String]>([])
        let log = Logger(
            level: .info, formatter: LogFormatter(format: .text),
            output: LogOutput(
                append: { line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }, flush: {}),
            now: { manual.clock.unixNanoseconds() })
        let journal = CheckoutJournal(log: log, clock: manual.clock, expectsWebhooks: expectsWebhooks)
        return (journal, { lines.withLock { $0 } })
    }

    @Test func theLogHasALineAndTheMetricsANumber() throws {
        let manual = ManualClock()
        let (journal, lines) = journal(manual)
        journal.flow.paidByAnswer(.stripe)
        #expect(!journal.isMissingWebhooks)
        manual.advance(by: .seconds(700))
        #expect(journal.isMissingWebhooks)
        #expect(try sample("till_webhook_silence_seconds", journal) == 700)
        for _ in 0..<3 { journal.tellOfWebhooks() }
        #expect(lines().count == 1 && lines()[0].contains("no webhook tells of them"))
        journal.api.heard(.webhookReceived(provider: "stripe", type: "charge.succeeded"))
        for _ in 0..<3 { journal.tellOfWebhooks() }
        #expect(lines().count == 2 && lines()[1].contains("Webhooks arrive again"))
        #expect(try sample("till_webhook_silence_seconds", journal) == 0)
    }

    @Test func whereNoneAreExpectedNoneAreMissed() throws {
        let manual = ManualClock()
        let (journal, lines) = journal(manual, expectsWebhooks: false)
        journal.flow.paidByAnswer(.stripe)
        manual.advance(by: .seconds(7_000))
        journal.tellOfWebhooks()
        #expect(!journal.isMissingWebhooks && lines().isEmpty)
        #expect(try sample("till_webhook_silence_seconds", journal) == nil)
    }

    @Test func secretsAreCountedByTheirPlace() throws {
        let (journal, _) = journal(ManualClock())
        journal.compared(SignatureComparison(fits: [false, true], age: .seconds(2)))
        journal.compared(SignatureComparison(fits: [false, true], age: .milliseconds(1500)))
        journal.compared(SignatureComparison(fits: [false, false], age: nil))
        let name = "till_webhook_signatures_total"
        #expect(try sample("\(name){secret=\"1\",result=\"does_not_fit\"}", journal) == 3)
        #expect(try sample("\(name){secret=\"2\",result=\"fits\"}", journal) == 2)
        #expect(try sample("\(name){secret=\"2\",result=\"does_not_fit\"}", journal) == 1)
        #expect(try sample("\(name){secret=\"1\",result=\"fits\"}", journal) == nil)
        #expect(try sample("till_webhook_age_seconds", journal) == 1.5)
    }

    private func sample(_ name: String, _ journal: CheckoutJournal) throws -> Double? {
        var metrics = PrometheusText()
        journal.counts.write(to: &metrics)
        return try PrometheusReader(metrics.text)[name]
    }
}
