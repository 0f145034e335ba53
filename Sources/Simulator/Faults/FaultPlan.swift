/// The faults that are set, the oldest first.
package struct FaultPlan: Sendable {
    package private(set) var faults: [Fault] = []

    package init() {}

    package mutating func add(_ fault: Fault) {
        if fault.count != 0 { faults.append(fault) }
    }

    package mutating func clear() { faults = [] }

    /// The first fault of that kind meant for the call, counted down.
    mutating func take(_ kind: Fault.Kind, forCall subject: String, onlyWhenNamed: Bool = false) -> Fault? {
        take(kind) { $0.applies(toCall: subject) && !(onlyWhenNamed && $0.route == nil) }
    }

    /// The same for a webhook.
    mutating func take(_ kind: Fault.Kind, forEvent type: String, to url: String) -> Fault? {
        take(kind) { $0.applies(toEvent: type, url: url) }
    }

    private mutating func take(_ kind: Fault.Kind, where isMeant: (Fault) -> Bool) -> Fault? {
        guard let index = faults.firstIndex(where: { $0.kind == kind && isMeant($0) }) else { return nil }
        let fault = faults[index]
        if let count = fault.count {
            faults[index].count = count - 1
            if count <= 1 { faults.remove(at: index) }
        }
        return fault
    }
}
