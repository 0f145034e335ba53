/// Where shops stand: so many at once and no more. All tests share one database server, whose connections are counted, and
/// on a loop whose time stands still nobody would ask a full one again.
actor MarketPlace {
    static let shared = MarketPlace()

    private var free = 16
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
