import Checkout
import Cryptography
import EventLoop
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct EmbeddedPostgresTests {
    // MARK: The supervisor

    @Test func aProgramThatEndsByItselfIsAFailure() {
        var state = SupervisorState()
        #expect(state.programEnded() == .finish(.unavailable))
        #expect(state.parentLeft() == .nothing)
        #expect(state.patienceEnded() == .nothing)
    }

    @Test func aProgramThatStopsWhenAskedIsNone() {
        var state = SupervisorState()
        #expect(state.patienceEnded() == .nothing)
        #expect(state.parentLeft() == .stop(.fast))
        #expect(state.parentLeft() == .nothing)
        #expect(state.programEnded() == .finish(.success))
        #expect(state.patienceEnded() == .nothing)
    }

    @Test func aProgramThatDoesNotStopIsForced() {
        var state = SupervisorState()
        #expect(state.parentLeft() == .stop(.fast))
        #expect(state.patienceEnded() == .stop(.immediate))
        #expect(state.patienceEnded() == .stop(.kill))
        #expect(state.patienceEnded() == .finish(.software))
    }

    // MARK: What PostgreSQL tells

    @Test func readsThePostmastersFile() throws {
        let text = "4711\n/x/.till/postgres\n1700000000\n5432\n/x/.till/run\n\n   65537 3\n"
        let starting = try #require(PostmasterFile(text + "starting\n"))
        #expect(starting.pid == 4711)
        #expect(starting.dataDirectory == "/x/.till/postgres")
        #expect(!starting.isReady)
        let ready = try #require(PostmasterFile(text + "ready   \n"))
        #expect(ready.isReady)
        #expect(ready != starting)
        #expect(PostmasterFile(text)?.isReady == false)
    }

    @Test(arguments: ["", "x\n/y\n", "-12\n/y\n", "1\n/y\n", "4711"])
    func refusesOtherPostmastersFiles(_ text: String) {
        #expect(PostmasterFile(text) == nil)
    }

    @Test(arguments: [
        ("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)", 15), ("postgres (PostgreSQL) 17beta1", 17),
        ("postgres (PostgreSQL) 9.6.24", 9), ("nonsense", nil),
    ])
    func readsVersions(_ text: String, _ major: Int?) {
        #expect(PostgresInstallation.majorVersion(text) == major)
    }

    @Test func saysWhatToInstall() {
        #expect(PostgresInstallation.sentence(found: [], wanted: nil).contains("apt install postgresql"))
        #expect(
            PostgresInstallation.sentence(found: [13], wanted: nil)
                == "PostgreSQL 13 is too old for Till: install version 14 or newer.")
        let other = PostgresInstallation.sentence(found: [16, 17], wanted: 15)
        #expect(other.contains("made by PostgreSQL 15, but only 16, 17 is installed"))
        #expect(other.contains("--reset"))
    }

    // MARK: Where it lives

    private let us = DatabaseOwner(user: geteuid(), group: getegid(), isOther: false)

    @Test func livesInTheStateDirectory() {
        let cluster = PostgresCluster(state: StateDirectory(path: "/x/.till"), owner: us)
        #expect(cluster.dataDirectory == "/x/.till/postgres")
        #expect(cluster.socketDirectory == "/x/.till/run")
        #expect(cluster.databaseURL() == "postgresql://till@%2Fx%2F.till%2Frun:5432/till")
    }

    @Test(arguments: ["/x/" + String(repeating: "d", count: 90), "/x/My Projects", "/x/a,b", "/x/café"])
    func aSocketThatCannotBeThereIsElsewhere(_ path: String) {
        let cluster = PostgresCluster(state: StateDirectory(path: path), owner: us)
        #expect(cluster.dataDirectory == path + "/postgres")
        #expect(cluster.socketDirectory == "/tmp/till-\(us.user)-\(PostgresCluster.hash(path))")
        #expect(PostgresCluster.isFitForSocket(cluster.socketDirectory))
    }

    @Test func theLongestFittingPathFits() {
        let suffix = "/.s.PGSQL.5432".utf8.count
        #expect(PostgresCluster.isFitForSocket("/" + String(repeating: "d", count: 102 - suffix)))
        #expect(!PostgresCluster.isFitForSocket("/" + String(repeating: "d", count: 103 - suffix)))
    }

    @Test func aDirectoryThatItsUserCannotReachIsNotUsed() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let stranger = DatabaseOwner(user: 65_533, group: 65_533, isOther: true)
        #expect(stranger.canReach(folder.path))
        chmod(folder.path, 0o700)
        #expect(!stranger.canReach(folder.path))
        let cluster = PostgresCluster(state: StateDirectory(path: folder.path), owner: stranger)
        #expect(cluster.home == "/var/lib/till/dev-\(PostgresCluster.hash(folder.path))")
        #expect(cluster.socketDirectory == cluster.home + "/run")
    }

    @Test func itIsAsDurableAsInProduction() {
        let cluster = PostgresCluster(state: StateDirectory(path: "/x"), owner: us)
        for hasLZ4 in [true, false] {
            let installation = PostgresInstallation(directory: "/bin", majorVersion: 15, hasLZ4: hasLZ4)
            let arguments = cluster.serving(installation, connections: 8)
            for setting in [
                "listen_addresses=", "fsync=on", "synchronous_commit=on", "full_page_writes=on", "jit=off",
                "shared_buffers=128MB", "max_wal_size=2GB", "wal_compression=\(hasLZ4 ? "lz4" : "on")",
                "unix_socket_permissions=0700", "max_connections=100",
            ] { #expect(arguments.contains(setting)) }
            #expect(cluster.serving(installation, connections: 300).contains("max_connections=300"))
        }
    }

    // MARK: The state directory

    @Test func marksWhatItMakesAndRefusesTheRest() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let made = try StateDirectory.open(folder.path + "/a/b", isShared: false)
        #expect(try FileSystem.entries(of: made.path) == [StateDirectory.marker])
        #expect(FileSystem.status(made.path).map { $0.st_mode & 0o777 } == 0o700)
        #expect(try StateDirectory.open(folder.path + "/a/../a/b/", isShared: false).path == made.path)
        let file = try folder.write("file", "x")
        #expect(throws: CommandFailure.self) { try StateDirectory.open(file, isShared: false) }
        let failure = #expect(throws: CommandFailure.self) { try StateDirectory.open(folder.path, isShared: false) }
        #expect(failure?.code == .cannotCreate)
    }

    @Test func aResetOnlyTakesWhatIsOurs() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let state = try StateDirectory.open(folder.path + "/state", isShared: false)
        try FileSystem.createDirectory(state.path + "/postgres/base", mode: 0o700)
        let outside = try folder.write("outside", "kept")
        symlink(folder.path, state.path + "/postgres/base/link")
        let mine = try folder.write("state/notes", "kept")
        try state.reset(home: folder.path)
        #expect(!FileSystem.exists(state.path + "/postgres"))
        #expect(try FileSystem.read(outside) == "kept")
        #expect(try FileSystem.read(mine) == "kept")
    }

    @Test func onlyOneHoldsTheState() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let state = try StateDirectory.open(folder.path + "/state", isShared: false)
        do {
            let lock = try StateLock(state)
            let failure = #expect(throws: CommandFailure.self) { _ = try StateLock(state) }
            #expect(failure?.code == .stateHeld)
            #expect(failure?.message.contains("(process \(getpid()))") == true)
            _ = consume lock
        }
        _ = try StateLock(state)
    }

    @Test func theDescriptionIsJSONThatGrows() throws {
        let demo = DemoMerchant(
            secretKey: SecretString("sk_test_1"), free: PriceID(UniqueID(bits: 1)), monthly: PriceID(UniqueID(bits: 2)),
            oneTime: PriceID(UniqueID(bits: 3)))
        let description = DevDescription(
            url: "http://127.0.0.1:1", databaseURL: "postgresql://till@%2Fx:5432/till", pid: 7,
            dataDirectory: "/x \"y\"", demo: demo, simulatorURL: "http://127.0.0.1:2",
            webhookSecret: SecretString("whsec_1"))
        #expect(
            description.json
                == #"{"url":"http://127.0.0.1:1","databaseUrl":"postgresql://till@%2Fx:5432/till","pid":7,"#
                + #""version":"0.1.0","dataDirectory":"/x \"y\"","secretKey":"sk_test_1","#
                + #""prices":{"free":"\#(demo.free)","monthly":"\#(demo.monthly)","oneTime":"\#(demo.oneTime)"},"#
                + #""simulatorUrl":"http://127.0.0.1:2","webhookSecret":"whsec_1"}"# + "\n")
        #expect(DevDescription.url(in: description.json) == "http://127.0.0.1:1")
        #expect(DevDescription.url(in: "") == nil)
        #expect(DevDescription.url(in: #"{"pid":1}"#) == nil)
    }

    @Test func aWholeFileOrTheOldOne() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = try folder.write("a", "one")
        try FileSystem.write("two", to: path, mode: 0o640)
        #expect(try FileSystem.read(path) == "two")
        #expect(FileSystem.status(path).map { $0.st_mode & 0o777 } == 0o640)
        #expect(try FileSystem.entries(of: folder.path) == ["a"])
        #expect(throws: FileError.self) { try FileSystem.write("x", to: folder.path + "/none/a") }
        #expect(try FileSystem.read(folder.path + "/none") == nil)
    }
}
