@testable import Postgres

/// A pool's surroundings in miniature: who asked, who holds what, which connections exist. It carries out the
/// machine's actions, and writes down everything that should never happen.
struct PoolModel {
    /// Something that can happen to a pool.
    enum Input: Hashable {
        case request(PoolStateMachine.Use)
        case release(slot: Int, reusable: Bool)
        case connected(Int)
        case connectFailed(Int)
        case closed(Int)
        case backOffEnded
        case timedOut(Int)
        case cancelled(Int)
        case checkSucceeded(Int)
        case healthTick
        case shutdown
    }

    private(set) var machine: PoolStateMachine
    /// Requests without an answer.
    private(set) var asking: [Int: PoolStateMachine.Use] = [:]
    /// Who holds which connection.
    private(set) var holders: [Int: [PoolStateMachine.Use]] = [:]
    private(set) var connecting: Set<Int> = []
    private(set) var checking: Set<Int> = []
    private(set) var open: Set<Int> = []
    private(set) var backOffs = 0
    private(set) var finishes = 0
    private var nextRequest = 1
    private(set) var violations: [String] = []
    private(set) var history: [Input] = []

    init(_ limits: PoolStateMachine.Limits) {
        machine = PoolStateMachine(limits: limits)
        carryOut(machine.started())
    }

    /// Everything that can happen now.
    var inputs: [Input] {
        var inputs: [Input] = [.request(.shared), .request(.exclusive), .healthTick, .shutdown]
        for slot in connecting.sorted() { inputs += [.connected(slot), .connectFailed(slot)] }
        for slot in open.sorted() {
            inputs.append(.closed(slot))
            if holders[slot]?.isEmpty == false { inputs += [.release(slot: slot, reusable: true)] }
            if holders[slot]?.isEmpty == false { inputs += [.release(slot: slot, reusable: false)] }
        }
        for slot in checking.sorted() { inputs.append(.checkSucceeded(slot)) }
        for waiter in asking.keys.sorted() { inputs += [.timedOut(waiter), .cancelled(waiter)] }
        if backOffs > 0 { inputs.append(.backOffEnded) }
        return inputs
    }

    mutating func apply(_ input: Input) {
        history.append(input)
        switch input {
        case .request(let use):
            let waiter = nextRequest
            nextRequest += 1
            asking[waiter] = use
            carryOut(machine.requested(waiter, use))
        case .release(let slot, let reusable):
            holders[slot]?.removeFirst()
            carryOut(machine.released(slot: slot, reusable: reusable))
        case .connected(let slot):
            connecting.remove(slot)
            open.insert(slot)
            carryOut(machine.connected(slot: slot))
        case .connectFailed(let slot):
            connecting.remove(slot)
            carryOut(machine.connectFailed(slot: slot, jitter: 0))
        case .closed(let slot):
            forget(slot)
            carryOut(machine.closed(slot: slot, jitter: 0))
        case .backOffEnded:
            backOffs -= 1
            carryOut(machine.backOffEnded())
        case .timedOut(let waiter): carryOut(machine.waiterTimedOut(waiter))
        case .cancelled(let waiter): carryOut(machine.waiterCancelled(waiter))
        case .checkSucceeded(let slot):
            checking.remove(slot)
            carryOut(machine.checkSucceeded(slot: slot))
        case .healthTick: carryOut(machine.healthTick())
        case .shutdown: carryOut(machine.shutdown())
        }
        checkInvariants()
    }

    private mutating func forget(_ slot: Int) {
        connecting.remove(slot)
        checking.remove(slot)
        open.remove(slot)
        holders[slot] = nil
    }

    private mutating func carryOut(_ actions: [PoolStateMachine.Action]) {
        for action in actions {
            switch action {
            case .lend(let slot, let waiter): lend(slot, to: waiter)
            case .connect(let slot):
                expect(!connecting.contains(slot) && !open.contains(slot), "slot \(slot) is connected twice")
                connecting.insert(slot)
            case .close(let slot):
                expect(holders[slot]?.isEmpty != false, "slot \(slot) is closed under its borrower")
                expect(open.contains(slot) || connecting.contains(slot), "unknown slot \(slot) is closed")
                forget(slot)
            case .check(let slot):
                expect(open.contains(slot) && holders[slot]?.isEmpty != false, "a lent slot is checked")
                checking.insert(slot)
            case .backOff: backOffs += 1
            case .refuse(let waiter, _):
                expect(asking.removeValue(forKey: waiter) != nil, "waiter \(waiter) is answered twice")
            case .finished: finishes += 1
            }
        }
    }

    private mutating func lend(_ slot: Int, to waiter: Int) {
        guard let use = asking.removeValue(forKey: waiter) else {
            violations.append("waiter \(waiter) is answered twice")
            return
        }
        let others = holders[slot] ?? []
        expect(open.contains(slot), "slot \(slot) is lent and not open")
        expect(!checking.contains(slot), "slot \(slot) is lent while it is checked")
        expect(!others.contains(.exclusive), "slot \(slot) is lent beside a transaction")
        expect(use == .shared || others.isEmpty, "slot \(slot) is lent to a transaction and others")
        holders[slot] = others + [use]
    }

    private mutating func expect(_ condition: Bool, _ violation: String) {
        if !condition { violations.append(violation) }
    }

    private mutating func checkInvariants() {
        let limits = machine.limits
        let idle = open.filter { holders[$0]?.isEmpty != false && !checking.contains($0) }
        expect(Set(machine.waiting.map(\.id)) == Set(asking.keys), "a waiter is lost")
        expect(machine.waiting.count == asking.count, "a waiter waits twice")
        expect(Set(machine.slots.map(\.id)) == open.union(connecting), "machine and world differ on connections")
        expect(machine.slots.count <= limits.maximum, "too many connections")
        expect(asking.count <= limits.waiting, "too many waiters")
        expect(holders.values.count { $0.contains(.exclusive) } <= limits.exclusive, "too many transactions")
        expect(holders.values.allSatisfy { $0.count <= limits.depth }, "too many statements on a connection")
        expect(backOffs <= 1, "two back-offs at once")
        expect(!asking.values.contains(.shared) || idle.isEmpty, "a statement waits beside an idle connection")
        if machine.isShutDown {
            expect(asking.isEmpty && idle.isEmpty && connecting.isEmpty, "shut down and still at work")
            expect(finishes == (open.isEmpty ? 1 : 0), "finished \(finishes) times")
        } else {
            let isLent = holders.values.contains { !$0.isEmpty }
            let isMoving = !connecting.isEmpty || backOffs > 0 || !checking.isEmpty || isLent
            expect(asking.isEmpty || isMoving, "somebody waits and nothing will happen")
            expect(backOffs > 0 || machine.failures > 0 || machine.slots.count >= limits.minimum, "below the minimum")
            expect(backOffs > 0 || !machine.slots.isEmpty || limits.minimum == 0, "nothing tries to connect")
        }
    }

    /// What matters about a situation, with connections and waiters in order instead of by number, so that histories
    /// that lead to the same situation are followed only once.
    struct Situation: Hashable {
        struct Place: Hashable {
            var lending: PoolStateMachine.Lending
            var ages: [Int]
            var flags: [Bool]
            var holders: [PoolStateMachine.Use]
        }

        var places: [Place]
        var waiting: [PoolStateMachine.Use]
        var numbers: [Int]
        var flags: [Bool]
    }

    var situation: Situation {
        let places = machine.slots.map { slot in
            Situation.Place(
                lending: slot.lending, ages: [slot.age, slot.idleTicks, slot.ticksSinceCheck],
                flags: [slot.wasUseful, slot.isRetiring, machine.reserved == slot.id], holders: holders[slot.id] ?? [])
        }
        return Situation(
            places: places, waiting: machine.waiting.map(\.use), numbers: [machine.failures, backOffs, finishes],
            flags: [machine.isBackingOff, machine.isShutDown])
    }
}
