import HTTPMessages

/// Whose an object is: a key's mode, and the connected account it was made for.
struct Owner: Hashable, Sendable {
    var account: String?
    var isLive: Bool
}

/// What every object of the world has.
protocol SimulatedObject: Sendable {
    /// As Stripe's "No such …" calls it.
    static var noun: String { get }
    var id: String { get }
    var owner: Owner { get }
    /// Unix seconds.
    var created: Int64 { get }
    var json: JSONValue { get }
}

/// All objects of one kind, in the order they were made.
struct ObjectTable<Object: SimulatedObject>: Sendable {
    private var objects: [String: Object] = [:]
    private var order: [String] = []

    subscript(id: String) -> Object? {
        get { objects[id] }
        set {
            if objects[id] == nil, newValue != nil { order.append(id) }
            objects[id] = newValue
        }
    }

    /// Newest first, which is how Stripe lists.
    var newestFirst: some Sequence<Object> { order.reversed().lazy.compactMap { objects[$0] } }

    /// Oldest first.
    var all: some Sequence<Object> { order.lazy.compactMap { objects[$0] } }

    var count: Int { objects.count }

    /// Forgets the oldest, so that what only grows stays bounded.
    mutating func trim(to limit: Int) {
        guard order.count > limit + limit / 4 else { return }
        for id in order.prefix(order.count - limit) { objects[id] = nil }
        order.removeFirst(order.count - limit)
    }
}
