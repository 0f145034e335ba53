/// Who may use which connection, and when to open and close them: one loop's pool, without any I/O.
///
/// The inputs are the methods; each answers what has to be done about it, in order. A connection is lent either to one
/// borrower (`exclusive`: transactions) or to several at once (`shared`: statements that need no transaction and travel
/// through its pipeline).
struct PoolStateMachine {
    /// How many of everything.
    struct Limits: Hashable {
        var minimum = 1
        var maximum = 8
        /// How many may be lent to transactions at once, so that single statements are never starved.
        var exclusive = 7
        /// How many statements travel in one connection's pipeline.
        var depth = 32
        var waiting = 1_024
        /// How many health ticks an idle connection rests before it is asked whether it still lives.
        var ticksBetweenChecks = 3
        /// How many health ticks in a row a connection beyond the minimum stays unused before it is closed.
        var ticksUntilSurplus = 12
        /// How many health ticks a connection lives at most; nil is for ever.
        var lifetime: Int?
        /// Failures in a row after which requests no longer wait for the database.
        var failuresUntilDown = 2
    }

    /// How a borrower uses its connection.
    enum Use: Hashable { case exclusive, shared }

    /// What has to be done.
    enum Action: Hashable {
        case lend(slot: Int, to: Int)
        case connect(slot: Int)
        case close(slot: Int)
        case check(slot: Int)
        /// `backOffEnded` is expected after about this long; `jitter` is in it already.
        case backOff(milliseconds: Int)
        case refuse(waiter: Int, Refusal)
        /// Shut down, and nothing is open any more.
        case finished
    }

    /// Why a request gets no connection.
    enum Refusal: Hashable {
        case databaseDown
        case tooManyWaiting
        case timedOut
        case cancelled
        case shutDown
    }

    enum Lending: Hashable {
        case connecting
        case idle
        case checking
        case shared(Int)
        case exclusive
    }

    /// One connection, coming, open or lent.
    struct Slot: Hashable {
        let id: Int
        var lending: Lending
        var age = 0
        var idleTicks = 0
        var ticksSinceCheck = 0
        /// A connection that dies before it was any use counts as a failed attempt.
        var wasUseful = false
        /// It is closed instead of lent when it comes back.
        var isRetiring = false
    }

    /// A request that has not been answered yet.
    struct Waiter: Hashable {
        let id: Int
        let use: Use
    }

    let limits: Limits
    private(set) var slots: [Slot] = []
    private(set) var waiting: [Waiter] = []
    private(set) var failures = 0
    private(set) var isBackingOff = false
    /// Its end is still to come, even when a success has made it pointless meanwhile.
    private var isBackOffRunning = false
    private(set) var isShutDown = false
    /// The connection that takes no more statements, so that the oldest waiting transaction gets it.
    private(set) var reserved: Int?
    private var nextSlot = 1
    private var isFinished = false

    init(limits: Limits) { self.limits = limits }

    var isDown: Bool { failures >= limits.failuresUntilDown && openCount == 0 }
    var openCount: Int { slots.count { $0.lending != .connecting } }
    var connectingCount: Int { slots.count - openCount }
    var exclusiveCount: Int { slots.count { $0.lending == .exclusive } }

    // MARK: Requests

    /// Opens the minimum of connections.
    mutating func started() -> [Action] { grow() }

    mutating func requested(_ waiter: Int, _ use: Use) -> [Action] {
        if isShutDown { return [.refuse(waiter: waiter, .shutDown)] }
        if isDown { return [.refuse(waiter: waiter, .databaseDown)] }
        if waiting.isEmpty, let index = slotIndex(for: use) {
            return [lend(index, to: Waiter(id: waiter, use: use))] + growForShared(index)
        }
        guard waiting.count < limits.waiting else { return [.refuse(waiter: waiter, .tooManyWaiting)] }
        waiting.append(Waiter(id: waiter, use: use))
        return serve() + grow()
    }

    mutating func waiterTimedOut(_ waiter: Int) -> [Action] { dismiss(waiter, .timedOut) }

    mutating func waiterCancelled(_ waiter: Int) -> [Action] { dismiss(waiter, .cancelled) }

    /// A borrower is done; `reusable` is whether the connection is in a known state.
    mutating func released(slot id: Int, reusable: Bool) -> [Action] {
        guard let index = index(of: id) else { return [] }
        slots[index].wasUseful = slots[index].wasUseful || reusable
        slots[index].isRetiring = slots[index].isRetiring || !reusable
        slots[index].idleTicks = 0
        switch slots[index].lending {
        case .shared(let count) where count > 1: slots[index].lending = .shared(count - 1)
        case .shared, .exclusive: slots[index].lending = .idle
        case .connecting, .idle, .checking: return []
        }
        return settle(index)
    }

    // MARK: Connections

    mutating func connected(slot id: Int) -> [Action] {
        guard let index = index(of: id), slots[index].lending == .connecting else { return [] }
        failures = 0
        isBackingOff = false
        slots[index].lending = .idle
        return settle(index)
    }

    /// `jitter` is a random number from 0 to 1.
    mutating func connectFailed(slot id: Int, jitter: Double) -> [Action] {
        guard let index = index(of: id), slots[index].lending == .connecting else { return [] }
        slots.remove(at: index)
        return failed(jitter) + finishIfEmpty()
    }

    /// An open connection died; whoever had borrowed it knows already and gives nothing back.
    mutating func closed(slot id: Int, jitter: Double) -> [Action] {
        guard let index = index(of: id), slots[index].lending != .connecting else { return [] }
        let slot = slots.remove(at: index)
        if reserved == id { reserved = nil }
        let consequences = slot.wasUseful ? [] : failed(jitter)
        return consequences + serve() + grow() + finishIfEmpty()
    }

    mutating func backOffEnded() -> [Action] {
        isBackingOff = false
        isBackOffRunning = false
        return grow()
    }

    /// The answer to `check` came.
    mutating func checkSucceeded(slot id: Int) -> [Action] {
        guard let index = index(of: id), slots[index].lending == .checking else { return [] }
        slots[index].lending = .idle
        slots[index].wasUseful = true
        return settle(index)
    }

    /// Called at a steady pace: checks idle connections, closes surplus and old ones.
    mutating func healthTick() -> [Action] {
        var actions: [Action] = []
        var surplus = max(0, slots.count - limits.minimum)
        for index in slots.indices.reversed() where slots[index].lending != .connecting {
            slots[index].age += 1
            if let lifetime = limits.lifetime, slots[index].age >= lifetime { slots[index].isRetiring = true }
            guard slots[index].lending == .idle else { continue }
            slots[index].idleTicks += 1
            slots[index].ticksSinceCheck += 1
            if slots[index].isRetiring {
                actions.append(close(index))
            } else if surplus > 0, slots[index].idleTicks >= limits.ticksUntilSurplus {
                surplus -= 1
                actions.append(close(index))
            } else if slots[index].ticksSinceCheck >= limits.ticksBetweenChecks {
                slots[index].ticksSinceCheck = 0
                slots[index].lending = .checking
                actions.append(.check(slot: slots[index].id))
            }
        }
        return actions + grow() + finishIfEmpty()
    }

    /// Refuses who waits, closes what is idle, and the rest as it comes back.
    mutating func shutdown() -> [Action] {
        guard !isShutDown else { return [] }
        isShutDown = true
        isBackingOff = false
        reserved = nil
        var actions = waiting.map { Action.refuse(waiter: $0.id, .shutDown) }
        waiting = []
        for index in slots.indices.reversed() {
            slots[index].isRetiring = true
            if [.idle, .checking, .connecting].contains(slots[index].lending) { actions.append(close(index)) }
        }
        return actions + finishIfEmpty()
    }
}

extension PoolStateMachine {
    // MARK: Lending

    private func index(of id: Int) -> Int? { slots.firstIndex { $0.id == id } }

    /// The connection a request of this kind can have right now.
    private func slotIndex(for use: Use) -> Int? {
        var best: (index: Int, load: Int)?
        for (index, slot) in slots.enumerated() where !slot.isRetiring {
            let load: Int
            switch slot.lending {
            case .idle: load = 0
            case .shared(let count) where use == .shared && count < limits.depth && reserved != slot.id: load = count
            case .shared, .exclusive, .connecting, .checking: continue
            }
            if load < best?.load ?? .max { best = (index, load) }
        }
        if use == .exclusive, exclusiveCount >= limits.exclusive { return nil }
        return best?.index
    }

    private mutating func lend(_ index: Int, to waiter: Waiter) -> Action {
        slots[index].idleTicks = 0
        if reserved == slots[index].id { reserved = nil }
        switch (waiter.use, slots[index].lending) {
        case (.shared, .shared(let count)): slots[index].lending = .shared(count + 1)
        case (.shared, _): slots[index].lending = .shared(1)
        case (.exclusive, _): slots[index].lending = .exclusive
        }
        return .lend(slot: slots[index].id, to: waiter.id)
    }

    /// Serves waiters in order of age; one kind may pass the other only while nothing could be done for that other.
    private mutating func serve() -> [Action] {
        var actions: [Action] = []
        var blocked: Set<Use> = []
        var position = 0
        while position < waiting.count, blocked.count < 2 {
            let waiter = waiting[position]
            if blocked.contains(waiter.use) {
                position += 1
            } else if let index = slotIndex(for: waiter.use) {
                waiting.remove(at: position)
                actions.append(lend(index, to: waiter))
            } else {
                blocked.insert(waiter.use)
                if waiter.use == .exclusive { reserve() }
                position += 1
            }
        }
        if !waiting.contains(where: { $0.use == .exclusive }) { reserved = nil }
        return actions
    }

    /// Lets the least busy shared connection run dry for the transaction that waits.
    private mutating func reserve() {
        guard reserved == nil, exclusiveCount < limits.exclusive else { return }
        var best: (id: Int, load: Int)?
        for slot in slots where !slot.isRetiring {
            if case .shared(let count) = slot.lending, count < best?.load ?? .max { best = (slot.id, count) }
        }
        reserved = best?.id
    }

    private mutating func dismiss(_ id: Int, _ refusal: Refusal) -> [Action] {
        guard let position = waiting.firstIndex(where: { $0.id == id }) else { return [] }
        waiting.remove(at: position)
        // A reservation may have been for this one, and held others back.
        return [.refuse(waiter: id, refusal)] + serve()
    }

    /// A connection has become free, wholly or partly.
    private mutating func settle(_ index: Int) -> [Action] {
        if slots[index].isRetiring {
            guard slots[index].lending == .idle else { return serve() }
            let closing = close(index)
            return [closing] + serve() + grow() + finishIfEmpty()
        }
        return serve() + grow()
    }

    // MARK: Opening and closing

    private mutating func close(_ index: Int) -> Action {
        let slot = slots.remove(at: index)
        if reserved == slot.id { reserved = nil }
        return .close(slot: slot.id)
    }

    /// Opens what the minimum and the waiters call for; after a failure only one attempt at a time probes.
    private mutating func grow() -> [Action] {
        guard !isShutDown, !isBackingOff else { return [] }
        var actions: [Action] = []
        while slots.count < limits.maximum {
            let connecting = connectingCount
            let wanted = max(waiting.count, limits.minimum - (slots.count - connecting))
            guard connecting < (failures > 0 ? min(1, wanted) : wanted) else { break }
            actions.append(connect())
        }
        return actions
    }

    /// A statement had to join others on a busy connection: have another one ready for the next.
    private mutating func growForShared(_ index: Int) -> [Action] {
        guard case .shared(let count) = slots[index].lending, count > 1, failures == 0,
            slots.count < limits.maximum, connectingCount == 0
        else { return [] }
        return [connect()]
    }

    private mutating func connect() -> Action {
        defer { nextSlot += 1 }
        slots.append(Slot(id: nextSlot, lending: .connecting))
        return .connect(slot: nextSlot)
    }

    /// 50 ms doubling to 1 s, of which the jitter takes up to half.
    private mutating func failed(_ jitter: Double) -> [Action] {
        failures += 1
        guard !isShutDown, !isBackingOff else { return [] }
        isBackingOff = true
        if isBackOffRunning { return [] }
        isBackOffRunning = true
        let longest = min(1_000.0, 50.0 * Double(1 << min(failures - 1, 5)))
        return [.backOff(milliseconds: Int(longest * (1 - 0.5 * min(max(jitter, 0), 1))))]
    }

    private mutating func finishIfEmpty() -> [Action] {
        guard isShutDown, slots.isEmpty, !isFinished else { return [] }
        isFinished = true
        return [.finished]
    }
}
