/// Which statements one backend has prepared, under which names; the least recently used one makes room.
struct StatementCache {
    /// How a statement has to be executed.
    struct Use: Equatable {
        var name: String
        /// It has to be prepared under that name first, in the same round trip.
        var needsPreparing: Bool
    }

    private struct Entry {
        var name: String
        /// Of the parameters it was prepared for: bytes of another type would be misread.
        var types: [PostgresType]
        var lastUse: UInt64
    }

    let capacity: Int
    private var entries: [PostgresStatement: Entry] = [:]
    private var uses: UInt64 = 0
    private var namesGiven: UInt64 = 0
    /// Names the backend still knows although nobody uses them: to be deallocated when that cannot hurt anybody.
    private(set) var dropped: [String] = []

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { entries.count }

    /// `afresh` does not rely on an earlier preparation, which may itself still fail.
    mutating func use(
        _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters(), afresh: Bool = false
    ) -> Use {
        uses += 1
        if let known = entries[statement] {
            if !afresh, parameters.fields.elementsEqual(known.types, by: { $0.type == $1 }) {
                entries[statement]?.lastUse = uses
                return Use(name: known.name, needsPreparing: false)
            }
            invalidate(statement, name: known.name, isGone: false)
        }
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
            dropped.append(oldest.value.name)
        }
        namesGiven += 1
        // Names are never used twice, so that a late failure cannot be taken for that of a successor.
        let name = "s\(namesGiven)"
        entries[statement] = Entry(name: name, types: parameters.fields.map(\.type), lastUse: uses)
        return Use(name: name, needsPreparing: true)
    }

    /// Preparing failed: the backend does not know the name.
    mutating func preparingFailed(_ statement: PostgresStatement, name: String) {
        if entries[statement]?.name == name { entries[statement] = nil }
    }

    /// The plan under that name is of no use any more (a type it returned has changed, or it has vanished).
    mutating func invalidate(_ statement: PostgresStatement, name: String, isGone: Bool) {
        guard entries[statement]?.name == name else { return }
        entries[statement] = nil
        if !isGone { dropped.append(name) }
    }

    mutating func takeDropped() -> [String] {
        defer { dropped = [] }
        return dropped
    }
}
