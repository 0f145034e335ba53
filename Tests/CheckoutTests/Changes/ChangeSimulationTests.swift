import TestSupport
import Testing

@testable import Checkout

/// Checkouts that change subscriptions, in worlds where anything gets lost, doubled, late, or overtaken.
@Suite("Simulated changes")
struct ChangeSimulationTests {
    /// What can happen next.
    private enum Happening: CaseIterable {
        case confirm, cancel, arrive, arriveUnanswered, arriveOutOfOrder, getLost, doubled
        case sessionDue, subscriptionDue, aMoment, minutes, hours, cardDeclines, cardPays, merchantChanges
    }

    @Test func whateverHappensTheBooksAgree() {
        var (completed, failed, unpaid) = (0, 0, 0)
        withSeed("simulated changes") { generator in
            for round in 0..<4000 {
                var world = SimulatedChange()
                for _ in 0..<Int.random(in: 1...40, using: &generator) {
                    step(&world, &generator)
                }
                world.provider.declines = Bool.random(using: &generator)
                world.settle()
                judge(world)
                #expect(world.broken == [], "round \(round): \(world.log.suffix(60))")
                if !world.broken.isEmpty { return }
                switch world.session.status {
                case .completed: completed += 1
                case .failed: failed += 1
                default: unpaid += 1
                }
            }
        }
        print("simulated changes: \(completed) completed, \(failed) failed, \(unpaid) ended or left alone")
        #expect(completed > 200 && failed > 50 && unpaid > 200)
    }

    private func step(_ world: inout SimulatedChange, _ generator: inout SeededGenerator) {
        let happening = Happening.allCases.randomElement(using: &generator) ?? .arrive
        let count = world.messages.count
        switch happening {
        case .confirm: world.confirm()
        case .cancel:
            if let ended = try? world.sessionMachine.cancelRequested(at: world.now) { world.take(ended) }
        case .arrive where count > 0: world.arrive(world.messages.removeFirst(), isAnswered: true)
        case .arriveUnanswered where count > 0: world.arrive(world.messages.removeFirst(), isAnswered: false)
        case .arriveOutOfOrder where count > 0:
            let index = Int.random(in: 0..<count, using: &generator)
            world.arrive(world.messages.remove(at: index), isAnswered: true)
        case .doubled where count > 0: world.arrive(world.messages[0], isAnswered: true)
        case .getLost where count > 0:
            world.messages.remove(at: Int.random(in: 0..<count, using: &generator))
        case .sessionDue: world.sessionDue()
        case .subscriptionDue: world.subscriptionDue()
        case .aMoment: world.now = world.now + .seconds(Int.random(in: 1...30, using: &generator))
        case .minutes: world.now = world.now + .seconds(Int.random(in: 60...600, using: &generator))
        case .hours: world.now = world.now + .seconds(3600)
        case .cardDeclines: world.provider.declines = true
        case .cardPays: world.provider.declines = false
        case .merchantChanges:
            // While nothing of ours is under way, to the same plan: the checkout finds it done.
            guard world.subscription.owed == nil, world.attempts == 0, world.messages.isEmpty else { return }
            guard Int.random(in: 0..<20, using: &generator) == 0 else { return }
            world.provider.price = SimulatedChange.newPrice
            world.subscription.plan = world.newPlan
            world.subscription.provider.price = SimulatedChange.newPrice
        case .arrive, .arriveUnanswered, .arriveOutOfOrder, .getLost, .doubled: break
        }
    }

    /// When nothing is owed any more.
    private func judge(_ world: SimulatedChange) {
        let done = world.ends.values.count { $0 == .done }
        let isChanged = world.provider.price == SimulatedChange.newPrice
        #expect(world.provider.charges <= 1, "charged once")
        #expect(
            done == world.provider.charges, "what was charged is known, and nothing else is: \(world.log.suffix(60))")
        #expect((world.session.status == .completed) == (done == 1) || world.attempts == 0, "\(world.log.suffix(60))")
        #expect((world.subscription.plan == world.newPlan) == isChanged, "\(world.log.suffix(60))")
        #expect(world.session.status != .completed || isChanged)
        #expect(world.ends.count == world.attempts, "each attempt ends: \(world.log.suffix(60))")
    }
}
