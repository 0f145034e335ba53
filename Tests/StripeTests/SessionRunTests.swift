import Checkout
import EventLoop
import HTTPMessages
import Simulator
import Testing

@testable import Stripe

/// Many random sessions through rules, adapter and simulated world: whatever was lost, doubled, delayed or refused on the
/// way, the books agree in the end.
@Suite("Whole sessions under trouble")
struct SessionRunTests {
    @Test(arguments: [CheckoutMode.standard, .trial], [LatePaymentPolicy.Answer.refund, .honour])
    func theBooksAgree(mode: CheckoutMode, late: LatePaymentPolicy.Answer) async throws {
        let first = UInt64.random(in: 0 ... .max / 2)
        print("whole sessions (\(mode.rawValue), late payments: \(late.rawValue)): first seed \(first)")
        var ends: [SessionStatus: Int] = [:]
        for seed in first..<first + 50 {
            var run = try SessionRun(
                seed: seed, mode: mode, latePayments: LatePaymentPolicy(afterExpiry: late, afterCancel: late))
            for _ in 0..<60 { try await run.somethingHappens() }
            try await run.settle()
            run.checkTheBooks(seed)
            ends[run.state.status, default: 0] += 1
        }
        #expect(ends.keys.allSatisfy { $0.isTerminal }, "\(ends)")
        #expect(ends[.completed, default: 0] > 2, "\(ends)")
        #expect(ends[.expired, default: 0] + ends[.canceled, default: 0] > 2, "\(ends)")
    }

    @Test func withoutAnyWebhookTheyAgreeToo() async throws {
        let first = UInt64.random(in: 0 ... .max / 2)
        print("whole sessions without webhooks: first seed \(first)")
        for seed in first..<first + 40 {
            var run = try SessionRun(seed: seed, mode: .standard, latePayments: .refundAlways)
            run.network.add(Fault(.loseWebhooks))
            for _ in 0..<60 { try await run.somethingHappens() }
            try await run.settle()
            #expect(run.webhooks.isEmpty)
            run.checkTheBooks(seed)
        }
    }
}

extension SessionRun {
    /// The trouble is over: everything owed is done, and time runs until nothing is left to happen.
    mutating func settle() async throws {
        network.world.withLock { $0.faults.clear() }
        network.forecast()
        for _ in 0..<400 {
            while !effects.isEmpty { await performEffect() }
            try collectWebhooks()
            for _ in 0..<webhooks.count { try deliverWebhook() }
            if effects.isEmpty, state.status.isTerminal, state.checkAt == nil { break }
            let now = network.now
            let next = [state.checkAt, state.status.isTerminal ? nil : terms.expiresAt].compactMap(\.self).min() ?? now
            network.manual.advance(by: max(.seconds(1), next - now))
            timeComesDue()
        }
        webhooks.removeAll()
    }

    private mutating func timeComesDue() {
        let transition = SessionMachine(terms: terms, state: state).timeCameDue(at: network.now)
        state = transition.state
        effects += transition.effects
    }

    /// The simulator's ledger against the session's end.
    func checkTheBooks(_ seed: UInt64) {
        let charges = network.charges.count
        let refunded = network.refunds.count
        #expect(charges <= 1, "seed \(seed): charged \(charges) times")
        #expect(parked.isEmpty, "seed \(seed): \(parked)")
        #expect(state.status.isTerminal, "seed \(seed): \(state)")
        guard terms.mode == .standard else {
            #expect(charges == 0, "seed \(seed)")
            return
        }
        switch state.status {
        case .completed:
            #expect(charges == 1 && refunded == 0, "seed \(seed): completed with \(charges) and \(refunded)")
        case .expired, .canceled:
            #expect(charges == refunded, "seed \(seed): \(state.status) with \(charges) and \(refunded)")
        case .pending, .processing, .failed:
            break
        }
    }
}
