import Testing

@testable import Postgres

@Suite struct PostgresTargetTests {
    @Test func aURLIsRead() throws {
        let target = try PostgresTarget("postgres://jo:s%65cret@db.example:6432/shop?sslmode=require")
        #expect(target.hosts == [PostgresTarget.Host(name: "db.example", address: "", port: "6432")])
        #expect(target.databaseName == "shop")
        #expect(target.userName == "jo")
        #expect(target.settings["password"] == "secret")
        #expect(target.settings["sslmode"] == "require")
    }

    @Test func aConnectionStringIsRead() throws {
        let target = try PostgresTarget("host=/run/db port=5433 dbname=shop user=jo")
        #expect(target.hosts == [PostgresTarget.Host(name: "/run/db", address: "", port: "5433")])
        #expect(target.hosts.first?.isSocketFolder == true)
    }

    @Test func severalHostsArePairedWithTheirPorts() throws {
        let target = try PostgresTarget("postgres://jo@one:1,two:2/shop?target_session_attrs=read-write")
        #expect(target.hosts.map(\.name) == ["one", "two"])
        #expect(target.hosts.map(\.port) == ["1", "2"])
        let shared = try PostgresTarget("host=one,two port=7 user=jo")
        #expect(shared.hosts.map(\.port) == ["7", "7"])
    }

    @Test func numbersOfHostsAndPortsHaveToAgree() {
        #expect(throws: PostgresError.self) { try PostgresTarget("host=one,two,three port=1,2 user=jo") }
        #expect(throws: PostgresError.self) { try PostgresTarget("host=one,two hostaddr=127.0.0.1 user=jo") }
    }

    @Test(arguments: [
        "postgres://jo:hunter2%zz@db/shop", "postgres://jo:hunter2@[::1/shop", "host=db password=top hunter2",
        "user=jo password='hunter2", "mysql://jo:hunter2@db/shop", "postgres://jo:hunter2@db/shop?sslmode=always",
        "postgres://jo:hunter2@db:99/shop?nonsense=1", "postgres://jo:hunter2@db/shop?service=missing",
    ])
    func whatIsRefusedIsNeverQuoted(_ text: String) {
        do throws(PostgresError) {
            _ = try PostgresTarget(text)
            Issue.record("\(text) was taken")
        } catch {
            #expect(error.kind == .invalidTarget)
            #expect(!"\(error) \(error.logDescription)".contains("hunter2"))
        }
    }

    @Test func thePasswordIsNeverPrinted() throws {
        let target = try PostgresTarget("postgres://jo:hunter2@db/shop")
        var dumped = ""
        dump(target, to: &dumped)
        #expect(!"\(target) \(target.debugDescription) \(String(reflecting: target)) \(dumped)".contains("hunter2"))
        #expect("\(target)" == "jo@db:5432/shop")
    }

    @Test func eachAddressIsACandidateOfItsOwn() throws {
        let target = try PostgresTarget("postgres://jo@db:6432/shop?target_session_attrs=prefer-standby")
        let host = target.hosts[0]
        let list = ConnectionCandidate.list(
            target, applicationName: "till", resolved: [(host, "10.0.0.1"), (host, "10.0.0.2")])
        func value(_ candidate: ConnectionCandidate, _ keyword: String) -> String? {
            candidate.keywords.firstIndex(of: keyword).map { candidate.values[$0] }
        }
        #expect(list.map { value($0, "hostaddr") } == ["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2"])
        #expect(list.map { value($0, "target_session_attrs") } == ["standby", "standby", "any", "any"])
        // The name stays, because the certificate is checked against it.
        #expect(list.allSatisfy { value($0, "host") == "db" && value($0, "port") == "6432" })
        #expect(list.allSatisfy { value($0, "application_name") == "till" && value($0, "client_encoding") == "UTF8" })
    }

    @Test func kerberosIsOnlyTriedWhenAskedFor() throws {
        #expect(try PostgresTarget("postgres://jo@db/shop").settings["gssencmode"] == "disable")
        #expect(try PostgresTarget("postgres://jo@db/shop?gssencmode=prefer").settings["gssencmode"] == "prefer")
    }

    @Test func anotherDatabaseOnTheSameServer() throws {
        let target = try PostgresTarget("postgres://jo@db/shop").with(database: "other")
        #expect(target.databaseName == "other")
        #expect(target.userName == "jo")
    }
}
