import Checkout
import EventLoop
import Postgres

/// Reads missed changes from the table: the wishes of one tick are one statement.
final class FeedReads {
    /// Somebody's wish for what came after a version; `nil` for the latest only.
    struct Wish {
        let sessionID: CheckoutSessionID
        let after: Int?
        /// `nil` when the read failed.
        let answer: ([SessionChange]?) -> Void
    }

    private static let wishesAtOnce = 256
    private static let mostUnderWay = 2

    private let pool: PostgresPool
    private var wishes: [Wish] = []
    private var underWay = 0
    private var hasAsked = false
    private(set) var failureCount = 0

    init(_ pool: PostgresPool) { self.pool = pool }

    func add(_ wish: Wish) {
        wishes.append(wish)
        ask()
    }

    private func ask() {
        guard !hasAsked, !wishes.isEmpty, underWay < Self.mostUnderWay else { return }
        hasAsked = true
        pool.loop.atEndOfTick { [self] in
            hasAsked = false
            while !wishes.isEmpty, underWay < Self.mostUnderWay { send() }
        }
    }

    private func send() {
        let batch = Array(wishes.prefix(Self.wishesAtOnce))
        wishes.removeFirst(batch.count)
        underWay += 1
        let this = LoopBound((self, batch), on: pool.loop)
        pool.loop.startTask {
            let (reads, batch) = this.value
            let answers = await reads.read(batch)
            reads.underWay -= 1
            for (index, wish) in batch.enumerated() { wish.answer(answers?[index]) }
            reads.ask()
        }
    }

    private func read(_ batch: [Wish]) async -> [[SessionChange]]? {
        do {
            let rows = try await pool.query(
                Self.statement,
                PostgresParameters(batch.map(\.sessionID.stored), batch.map { Int32(clamping: $0.after ?? -1) })
            ) { row in
                var cursor = ColumnCursor()
                let index: Int = try cursor.next(row)
                let change = SessionChange(
                    sessionID: try cursor.id(row), version: try cursor.next(row), status: try cursor.word(row),
                    body: cursor.optionalUTF8(row) ?? [])
                return (index - 1, change)
            }
            var answers = [[SessionChange]](repeating: [], count: batch.count)
            for (index, change) in rows where answers.indices.contains(index) { answers[index].append(change) }
            return answers
        } catch {
            // The subscribers stay, and ask again.
            failureCount += 1
            return nil
        }
    }

    private static let statement: PostgresStatement = """
        SELECT k.n, e.session_id, e.version, e.status, e.body
        FROM unnest($1::uuid[], $2::integer[]) WITH ORDINALITY AS k (id, after, n)
        JOIN checkout_sessions s ON s.id = k.id
        JOIN session_events e ON e.session_id = k.id AND e.is_visible
            AND e.version > CASE WHEN k.after < 0 THEN s.version - 1 ELSE k.after END
        ORDER BY k.n, e.version
        """
}
