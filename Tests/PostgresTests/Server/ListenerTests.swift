import EventLoop
import Postgres
import TestSupport
import Testing

@Suite struct ListenerTests {
    private static func channel(_ name: String) throws -> PostgresChannel { try #require(PostgresChannel(name)) }

    @Test func notificationsArriveAndInterruptionsAreTold() async throws {
        try await withPool { pool, database in
            let loop = pool.loop
            let events = try Self.channel("till_events")
            let listener = PostgresListener(database.target, loop: loop, options: .patient)
            let heard = Recorder<PostgresListener.Event>()
            let subscription = listener.subscribe(events) { heard.add($0) }
            try await eventually("it listens", on: loop) { heard.all == [.resynchronise] }

            try await pool.execute("SELECT pg_notify('till_events', 'one')")
            try await eventually("it rings", on: loop) { heard.all.last == .notification(payload: "one") }

            let backend = try #require(listener.backendProcessID)
            try await pool.execute("SELECT pg_terminate_backend($1)", PostgresParameters(backend))
            try await eventually("it is back", on: loop) { heard.all.last == .resynchronise }
            #expect(listener.backendProcessID != backend)

            try await pool.execute("SELECT pg_notify('till_events', '')")
            try await eventually("it rings again", on: loop) { heard.count == 4 }
            #expect(
                heard.all == [
                    .resynchronise, .notification(payload: "one"), .resynchronise, .notification(payload: ""),
                ])
            listener.unsubscribe(subscription)
            listener.stop()
        }
    }

    @Test func channelsComeAndGoWhileItListens() async throws {
        try await withPool { pool, database in
            let loop = pool.loop
            let listener = PostgresListener(database.target, loop: loop, options: .patient)
            let first = Recorder<PostgresListener.Event>()
            let second = Recorder<PostgresListener.Event>()
            let one = listener.subscribe(try Self.channel("one")) { first.add($0) }
            try await eventually("it listens", on: loop) { first.count == 1 }
            let two = listener.subscribe(try Self.channel("two")) { second.add($0) }
            try await eventually("it listens to both", on: loop) { second.count == 1 }
            // Somebody else on a channel that is heard already may start at once.
            let late = Recorder<PostgresListener.Event>()
            let other = listener.subscribe(try Self.channel("two")) { late.add($0) }
            #expect(late.all == [.resynchronise])

            listener.unsubscribe(one)
            listener.unsubscribe(two)
            try await pool.execute("SELECT pg_notify('one', 'x'), pg_notify('two', 'y')")
            try await eventually("the one that stayed hears it", on: loop) { late.count == 2 }
            #expect(first.count == 1 && second.count == 1)
            listener.unsubscribe(other)
            listener.stop()
        }
    }

    @Test func itWaitsForADatabaseThatIsNotThereYet() async throws {
        let cluster = try await TestCluster.start()
        await cluster.kill()
        try await withEventLoop { loop in
            let heard = Recorder<PostgresListener.Event>()
            let listener = PostgresListener(try PostgresTarget(cluster.url()), loop: loop)
            _ = listener.subscribe(try Self.channel("events")) { heard.add($0) }
            try await cluster.restart()
            try await eventually("it listens", on: loop) { heard.count == 1 }
            listener.stop()
        }
        await cluster.stop()
    }
}
