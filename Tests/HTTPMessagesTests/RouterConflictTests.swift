import HTTPMessages
import TestSupport
import Testing

/// What cannot be registered, and what the error says.
@Suite struct RouterConflictTests {
    private func errorAfter(_ first: (HTTPMethod, String)?, _ second: (HTTPMethod, String)) -> String? {
        var router = Router()
        do {
            if let first { try router.register(first.0, first.1) }
        } catch {
            Issue.record("the first route was refused: \(error)")
        }
        do throws(RouterError) {
            try router.register(second.0, second.1)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func theSameRouteTwice() {
        #expect(errorAfter((.get, "/a/{b}"), (.get, "/a/{b}")) == "GET /a/{b} is registered twice")
    }

    @Test("the same shape under other names", arguments: [HTTPMethod.get, .post])
    func sameShape(_ method: HTTPMethod) {
        #expect(
            errorAfter((.get, "/a/{b}"), (method, "/a/{c}"))
                == "\(method) /a/{c}: only its parameter names differ from /a/{b}")
    }

    @Test func namesMayDifferWhereTheWaysPart() {
        #expect(errorAfter((.get, "/a/{b}/status"), (.post, "/a/{c}/confirm")) == nil)
        #expect(errorAfter((.get, "/a/{b}"), (.post, "/a/{b}")) == nil)
        #expect(errorAfter((.get, "/a/{b}"), (.get, "/a/b")) == nil)
    }

    @Test(
        "patterns that make no sense",
        arguments: [
            "", "a", "/a/{}", "/{a}/{a}", "/{a}/{b}/{c}/{d}/{e}", "/a b", "/a%20b", "/a?b", "/é", "/a{b}", "/{a}b",
            "/{a-b}",
        ])
    func nonsense(_ pattern: String) {
        #expect(errorAfter(nil, (.get, pattern)) != nil)
    }

    @Test func fourParametersAreFine() {
        #expect(errorAfter(nil, (.get, "/{a}/{b}/{c}/{d}")) == nil)
    }

    /// Against the tree: the pattern whose segments fit one by one, literals before parameters from the left.
    @Test("random routes are found as a slow search finds them", arguments: UInt64(1)...20)
    func againstAnOracle(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var router = Router()
        var patterns: [[String]] = []
        for _ in 0..<25 {
            let segments = (0..<Int.random(in: 1...4, using: &generator)).map { position in
                Bool.random(using: &generator)
                    ? "{p\(position)}" : ["a", "b", "c"].randomElement(using: &generator) ?? "a"
            }
            if patterns.contains(segments) { continue }
            patterns.append(segments)
            let pattern = "/" + segments.joined(separator: "/")
            try router.register(.get, pattern)
        }
        for _ in 0..<300 {
            let path = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                ["a", "b", "c", "d"].randomElement(using: &generator) ?? "a"
            }
            let expected = patterns.filter { fits($0, path) }.min { isPreferred($0, $1) }
            var actual: String?
            if case .found(let number, _) = router.match(.get, "/" + path.joined(separator: "/")) {
                actual = router.routes[number].pattern
            }
            #expect(actual == expected.map { "/" + $0.joined(separator: "/") }, "seed \(seed), path \(path)")
        }
    }

    private func fits(_ pattern: [String], _ path: [String]) -> Bool {
        pattern.count == path.count && zip(pattern, path).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }

    private func isPreferred(_ left: [String], _ right: [String]) -> Bool {
        for (one, other) in zip(left, right) where one.hasPrefix("{") != other.hasPrefix("{") {
            return !one.hasPrefix("{")
        }
        return false
    }
}
