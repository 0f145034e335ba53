import EventLoop
import Foundation
import TestSupport
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The simulator's test clock moves the service's time as well.
@Suite(.timeLimit(.minutes(5))) struct DevClockTests {
    @Test func onlyTheTimeOfDayMoves() {
        let clock = DevClock()
        let (before, monotonic) = (clock.clock.unixNanoseconds(), clock.clock.now())
        clock.move(by: .seconds(86_400))
        clock.move(by: .milliseconds(1))
        #expect(clock.clock.unixNanoseconds() - before >= 86_400_001_000_000)
        #expect(clock.clock.now() - monotonic < .seconds(3_600))
        #expect(clock.clock.onJump == nil)
    }

    @Test(.timeLimit(.minutes(3))) func aSessionExpiresAndTheNextIsBought() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let process = try await TillProcess.start(
                ["dev", "--state", folder.path + "/state", "--listen", "127.0.0.1:0"],
                environment: ["TILL_LOOPS": "1", "TILL_LOG_FORMAT": "json"], on: loop)
            _ = try await process.output(containing: "Ctrl-C")
            let json = try #require(try FileSystem.read(folder.path + "/state/dev.json"))
            let dev = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            let price = try #require((dev["prices"] as? [String: String])?["monthly"])
            let simulator = try #require(dev["simulatorUrl"] as? String)
            let (url, key) = (try #require(dev["url"] as? String), try #require(dev["secretKey"] as? String))
            try await Shopper.with(url, secretKey: key, on: loop) { shopper in
                let left = try await shopper.create(price)
                let open = try await shopper.status(of: left.id)
                let moved = try await shopper.at(simulator).post("/_sim/clock", #"{"advanceSeconds":1209600}"#)
                #expect(moved.json["remainingSeconds"] as? Int == 0, "\(moved.text)")
                let version = try #require(open.json["version"] as? Int)
                #expect(try await shopper.status(of: left.id, after: version)["status"] == "expired")
                // Webhooks of the new time are believed in the new time.
                let session = try await shopper.create(price)
                #expect(try await shopper.confirm(session.clientSecret)["status"] == "completed")
                #expect(try await shopper.at(simulator).post("/_sim/clock", #"{"advanceSeconds":60}"#).status == 200)
                // What the purchase started is made at the provider meanwhile, and told of, too.
                while try await shopper.at(simulator).get("/_sim/webhooks").json["unfinished"] as? Int != 0 {
                    try await loop.sleep(for: .milliseconds(20))
                }
            }
            process.signal(SIGTERM)
            #expect(await process.exitCode() == 0)
        }
    }
}
