import Testing

@testable import Checkout

/// Every sequence of six inputs, and the invariants after every step.
///
/// Two histories that lead to the same state at the same time have the same future, so each state is followed once;
/// how many histories that stands for is counted along.
@Suite("All histories")
struct AllHistoriesTests {
    @Test(arguments: [
        (CheckoutMode.standard, LatePaymentPolicy.Answer.refund, 6), (.standard, .honour, 5), (.trial, .refund, 5),
        (.free, .refund, 6),
    ])
    func holdTheInvariants(mode: CheckoutMode, late: LatePaymentPolicy.Answer, length: Int) {
        let fixture = SessionFixture(mode, late: LatePaymentPolicy(afterExpiry: late, afterCancel: late))
        var graph = HistoryGraph(fixture)
        let created = SessionMachine.created(fixture.terms, at: SessionFixture.start).state
        let histories = graph.explore(from: [created, fixture.open()], length: length)
        #expect(graph.findings == [:])
        // Fewer would mean that the alphabet has shrunk.
        #expect(histories > 300_000)
        print("\(mode), late money: \(late): \(histories) histories over \(graph.nodes.count) states")
    }
}

/// The states that can be reached, each with the time it was reached at.
struct HistoryGraph {
    struct Node: Hashable {
        var state: SessionState
        var hour: Int
    }

    /// Just opened, past every window, the expiry, and well after it.
    private static let hours: [Timestamp] = [
        SessionFixture.start, SessionFixture.start + .seconds(240), SessionFixture.expiry,
        SessionFixture.expiry + .seconds(120),
    ]

    private let fixture: SessionFixture
    private let invariants: SessionInvariants
    private var numbers: [Node: Int] = [:]
    private(set) var nodes: [Node] = []
    /// Where each node's inputs lead; computed when the node is first left.
    private var successors: [[Int]?] = []
    /// The first example of each sentence that does not hold.
    private(set) var findings: [String: String] = [:]

    init(_ fixture: SessionFixture) {
        self.fixture = fixture
        invariants = SessionInvariants(terms: fixture.terms)
    }

    /// How many histories of that length there are.
    mutating func explore(from starts: [SessionState], length: Int) -> UInt64 {
        var layer: [Int: UInt64] = [:]
        for state in starts { layer[number(of: Node(state: state, hour: 0))] = 1 }
        for _ in 0..<length {
            var next: [Int: UInt64] = [:]
            for (node, histories) in layer {
                for successor in follow(node) { next[successor, default: 0] += histories }
            }
            layer = next
        }
        return layer.values.reduce(0, +)
    }

    private mutating func number(of node: Node) -> Int {
        if let number = numbers[node] { return number }
        numbers[node] = nodes.count
        nodes.append(node)
        successors.append(nil)
        return nodes.count - 1
    }

    private mutating func follow(_ index: Int) -> [Int] {
        if let known = successors[index] { return known }
        let node = nodes[index]
        let machine = fixture.machine(node.state)
        var next: [Int] = []
        // A history can also wait for the next hour.
        if node.hour + 1 < Self.hours.count {
            next.append(number(of: Node(state: node.state, hour: node.hour + 1)))
        }
        for input in ModelInput.all {
            guard let transition = input.apply(machine, fixture, Self.hours[node.hour]) else { continue }
            next.append(
                transition.state == node.state ? index : number(of: Node(state: transition.state, hour: node.hour)))
            let broken = invariants.broken(
                by: transition, from: node.state, claim: input.claim, about: input.about)
            for sentence in broken where findings[sentence] == nil {
                findings[sentence] = "\(input.name) at hour \(node.hour) of \(node.state)"
            }
        }
        successors[index] = next
        return next
    }
}
