/// The faults that are set, the oldest first.
package struct FaultPlan: Sendable {
    package private(set) var faults: [Fault] = []

    package init() {}

    package mutating func add(_ fault: Fault) {
        if fault.count != 0 { faults.append(fault) }
    }

    package mutating func clear() { faults = [] }

    /// The first fault of that kind meant for `subject`, counted down.
    mutating func take(_ kind: Fault.Kind, for subject: String, onlyWhenNamed: Bool = false) -> Fault? {
        let index = faults.firstIndex { fault in
            fault.kind == kind && fault.applies(to: subject) && !(onlyWhenNamed && fault.route == nil)
        }
        guard let index else { return nil }
        let fault = faults[index]
        if let count = fault.count {
            faults[index].count = count - 1
            if count <= 1 { faults.remove(at: index) }
        }
        return fault
    }
}
