import Testing

@testable import Checkout

@Suite struct RefundRuleTests {
    @Test func itIsOnRecordBeforeTheProviderIsAsked() {
        let refund = DrivenRefund.requested()
        #expect(refund.state.status == .pending && refund.state.call?.sentAt == DrivenRefund.start)
        #expect(refund.effects == [.create(number: 1)])
        #expect(refund.lines == [.refundRequested])
        #expect(refund.state.checkAt == DrivenRefund.start + .seconds(25))
    }

    @Test(arguments: RefundReport.Status.allCases)
    func theProvidersAnswerSettlesIt(_ status: RefundReport.Status) {
        var refund = DrivenRefund.requested()
        refund.answer(.reported(DrivenRefund.report(status)))
        #expect(refund.state.status == status && refund.state.providerID == "re_1" && refund.state.call == nil)
        // Whoever asked is told by the answer itself.
        #expect(refund.reviews == [])
        #expect((refund.state.checkAt != nil) == status.holds)
    }

    @Test func whatIsRefusedOrNeverSentHoldsNoMoney() {
        var refused = DrivenRefund.requested()
        refused.answer(.refused(reason: "charge_disputed"))
        #expect(refused.state.status == .failed && refused.state.failureReason == "charge_disputed")
        #expect(refused.state.checkAt == nil)
        var unsent = DrivenRefund.requested()
        unsent.answer(.notSent)
        #expect(unsent.state.status == .failed && unsent.state.failureReason == RefundState.notSent)
    }

    @Test func aLostAnswerIsLookedForAndTheCallRepeatedUnderItsKey() {
        var refund = DrivenRefund.requested()
        refund.answer(.unknown)
        #expect(refund.state.status == .pending)
        refund.comeDue()
        #expect(refund.effects == [.find(RefundTicket(revision: refund.state.revision))])
        refund.findNothing()
        #expect(refund.effects == [.create(number: 1)])
        refund.answer(.reported(DrivenRefund.report(.succeeded)))
        #expect(
            refund.lines == [.refundRequested, .refundInDoubt, .refundRepeated, .refundSucceeded])
    }

    /// The process died before, during or after the call.
    @Test func aCallNobodyAnswersForIsLookedFor() {
        var refund = DrivenRefund.requested()
        refund.comeDue()
        #expect(refund.now == DrivenRefund.start + .seconds(25))
        #expect(refund.effects == [.find(RefundTicket(revision: refund.state.revision))])
        refund.report(.succeeded)
        #expect(refund.state.status == .succeeded)
    }

    @Test func anOldSearchTellsNothing() {
        var refund = DrivenRefund.requested()
        refund.answer(.unknown)
        let ticket = RefundTicket(revision: refund.state.revision)
        refund.report(.succeeded)
        refund.take(refund.machine.notFound(ticket, at: refund.now))
        #expect(refund.state.status == .succeeded && refund.effects == [])
    }

    /// The first request may still be on its way when the second is refused.
    @Test func aRefusalInDoubtSettlesOnlyWhenTheFirstCanNoMoreBeDone() {
        var refund = DrivenRefund.requested()
        refund.answer(.unknown)
        refund.comeDue()
        refund.findNothing()
        refund.answer(.refused(reason: "charge_disputed"))
        #expect(refund.state.status == .pending && refund.state.call != nil)
        refund.now = DrivenRefund.start + .seconds(121)
        refund.comeDue()
        refund.findNothing()
        #expect(refund.effects == [.create(number: 2)])
        refund.answer(.refused(reason: "charge_disputed"))
        #expect(refund.state.status == .failed && refund.state.failureReason == "charge_disputed")
    }

    /// A provider answers to a key what it answered first, its own errors too: under another key it may work.
    @Test func whatIsNotThereForSureIsAskedForUnderAnotherKey() {
        var refund = DrivenRefund.requested()
        refund.answer(.unknown)
        var keys: Set<ProviderKey> = []
        while refund.state.call?.number ?? 9 < 3 {
            refund.comeDue()
            refund.findNothing()
            guard case .create(let number)? = refund.effects.first else { continue }
            keys.insert(refund.terms.key(number))
            refund.answer(.unknown)
        }
        #expect(keys.count == 3 && keys.contains(refund.terms.reference))
        #expect(refund.now - DrivenRefund.start >= .seconds(2 * 120))
        #expect(refund.now - DrivenRefund.start < .seconds(600))
        #expect(refund.lines.count < 20)
    }

    @Test func whatIsNowhereAfterADayIsGivenUpAndMayStillTurnUp() {
        var refund = DrivenRefund.requested()
        refund.answer(.unknown)
        refund.now = DrivenRefund.start + .seconds(21 * 3600)
        refund.comeDue()
        refund.findNothing()
        #expect(refund.state.status == .failed && refund.state.failureReason == RefundState.notSent)
        refund.report(.succeeded)
        #expect(refund.state.status == .succeeded)
        #expect(refund.reviews == [.madeAfterAll(refund.terms.id)])
    }

    @Test func moneyThatComesBackIsForAPerson() {
        var refund = DrivenRefund.requested()
        refund.answer(.reported(DrivenRefund.report(.succeeded)))
        refund.report(.failed)
        #expect(refund.state.status == .failed && refund.state.failureReason == "lost_or_stolen_card")
        #expect(refund.reviews == [.failedLater(refund.terms.id, reason: "lost_or_stolen_card")])
        refund.report(.succeeded)
        #expect(refund.state.status == .failed)
    }

    @Test func whatSucceededIsLookedAtForWeeks() {
        var refund = DrivenRefund.found(.succeeded)
        var looks = 0
        while refund.state.checkAt != nil {
            refund.comeDue()
            #expect(refund.effects == [.lookUp(providerID: "re_1")])
            refund.report(.succeeded)
            looks += 1
        }
        #expect(looks == 4)
        #expect(refund.now - DrivenRefund.start > .seconds(30 * 86_400))
    }

    @Test func whatIsPendingIsAskedForEverMoreSeldom() {
        var refund = DrivenRefund.found(.pending)
        var gaps: [Duration] = []
        for _ in 0..<12 {
            let before = refund.now
            refund.comeDue()
            gaps.append(refund.now - before)
        }
        #expect(gaps.first == .seconds(60) && gaps.last == .seconds(6 * 3600))
        #expect(gaps == gaps.sorted())
    }

    @Test func whatDoesNotFitChangesNothing() {
        let cases: [(RefundMismatch, (inout RefundReport) -> Void)] = [
            (.refund, { $0.providerID = "re_2" }), (.intent, { $0.intentID = "pi_2" }),
            (.account, { $0.accountID = nil }), (.amount, { $0.amount = DrivenRefund.usd(499) }),
        ]
        for (mismatch, change) in cases {
            var refund = DrivenRefund.found(.pending)
            let before = refund.state
            var report = DrivenRefund.report(.succeeded)
            change(&report)
            refund.take(refund.machine.reported(report, at: refund.now))
            #expect(refund.reviews == [.reportDoesNotMatch(mismatch, providerID: report.providerID)])
            #expect(refund.state.status == before.status && refund.state.providerID == before.providerID)
        }
    }

    /// Every order of what a provider tells, each told twice, ends alike.
    @Test func theOrderOfEventsDoesNotMatter() {
        let told: [RefundReport.Status] = [.pending, .requiresAction, .succeeded, .failed]
        for order in permutations(of: told + told) {
            var refund = DrivenRefund.requested()
            for status in order { refund.report(status) }
            #expect(refund.state.status == .failed, "\(order)")
            #expect(refund.reviews.count <= 1)
        }
    }

    private func permutations(of all: [RefundReport.Status]) -> Set<[RefundReport.Status]> {
        guard let first = all.first else { return [[]] }
        var found: Set<[RefundReport.Status]> = []
        for rest in permutations(of: Array(all.dropFirst())) {
            for place in 0...rest.count {
                var order = rest
                order.insert(first, at: place)
                found.insert(order)
            }
        }
        return found
    }

    @Test func keysNameTheRefund() {
        let terms = DrivenRefund.terms(.api)
        #expect(ProviderKey.refundID(in: terms.reference.text, ofIntent: "pi_1") == terms.id)
        #expect(ProviderKey.refundID(in: terms.reference.text, ofIntent: "pi_2") == nil)
        #expect(ProviderKey.refundID(in: "till-pi_1-refund-ref_x", ofIntent: "pi_1") == nil)
    }
}

@Suite struct RefundAllowanceTests {
    @Test func neverMoreThanIsLeft() throws {
        let allowance = RefundAllowance(paid: DrivenRefund.usd(1000), held: DrivenRefund.usd(600))
        #expect(try allowance.amount(asked: nil) == DrivenRefund.usd(400))
        #expect(try allowance.amount(asked: 400) == DrivenRefund.usd(400))
        #expect(throws: RefundRefusal.exceedsPayment(left: DrivenRefund.usd(400))) { try allowance.amount(asked: 401) }
        let none = RefundAllowance(paid: DrivenRefund.usd(1000), held: DrivenRefund.usd(1001))
        #expect(throws: RefundRefusal.nothingToRefund) { try none.amount(asked: 1) }
        #expect(throws: RefundRefusal.nothingToRefund) { try none.amount(asked: nil) }
    }
}

@Suite struct DisputeRuleTests {
    private func report(_ status: DisputeReport.Status) -> DisputeReport {
        DisputeReport(
            providerID: "dp_1", intentID: "pi_1", status: status, amount: DrivenRefund.usd(500), reason: "fraudulent",
            createdAt: DrivenRefund.start, livemode: false)
    }

    @Test func aDisputeOnlyMovesOn() {
        let all: [DisputeReport.Status] = [.needsResponse, .underReview, .lost]
        for first in all {
            for second in all {
                let line = DisputeState.line(report(second), known: DisputeState(first))
                let isLater = (all.firstIndex(of: second) ?? 0) > (all.firstIndex(of: first) ?? 0)
                #expect((line != nil) == isLater, "\(second) after \(first)")
            }
        }
        #expect(DisputeState.line(report(.needsResponse), known: nil)?.kind == .disputeOpened)
        #expect(DisputeState.line(report(.won), known: nil)?.kind == .disputeClosed)
        #expect(
            DisputeState.line(report(.needsResponse), known: DisputeState(.warningUnderReview))?.kind == .disputeUpdated
        )
        #expect(DisputeState.line(report(.lost), known: DisputeState(.underReview))?.kind == .disputeClosed)
        #expect(
            DisputeState.line(report(.lost), known: nil)?.detail == "dp_1: 500 usd, lost, fraudulent")
    }
}
