/// Members on the slots of a turning wheel: each slot comes round once a revolution, so that one timer reaches everybody
/// and never too many at once.
struct HeartbeatWheel<Member> {
    /// Where a member is. Others move when one leaves, so a member keeps its place up to date.
    struct Place: Hashable {
        fileprivate(set) var slot: Int
        fileprivate(set) var index: Int
    }

    private var slots: [[Member]]
    private var current = 0
    /// Who comes next goes there: one after the other fills all slots alike.
    private var filling = 0
    private(set) var count = 0

    init(slotCount: Int) { slots = Array(repeating: [], count: max(1, slotCount)) }

    var slotCount: Int { slots.count }

    mutating func insert(_ member: Member) -> Place {
        let slot = filling
        filling = (filling + 1) % slots.count
        slots[slot].append(member)
        count += 1
        return Place(slot: slot, index: slots[slot].count - 1)
    }

    /// The last member of its slot takes the place that becomes free; it is answered, to be told of its new place.
    mutating func remove(_ place: Place) -> (moved: Member, to: Place)? {
        count -= 1
        let last = slots[place.slot].removeLast()
        guard place.index < slots[place.slot].count else { return nil }
        slots[place.slot][place.index] = last
        return (last, place)
    }

    /// The members of the slot that comes round now.
    mutating func turn() -> [Member] {
        current = (current + 1) % slots.count
        return slots[current]
    }
}
