import HTTPMessages
import Testing

/// Which route a path finds.
@Suite struct RouterTests {
    private let router: Router

    init() throws {
        var router = Router()
        let routes: [(HTTPMethod, String)] = [
            (.get, "/"), (.get, "/livez"), (.post, "/v1/checkout/create"), (.get, "/v1/checkout"),
            (.get, "/v1/checkout/{sessionId}"), (.get, "/v1/checkout/{sessionId}/status"),
            (.post, "/v1/checkout/{clientSecret}/confirm"), (.get, "/v1/checkout/live/{one}/{two}"),
            (.delete, "/v1/tokens/{tokenId}"), (.get, "/v1/tokens/{tokenId}"), (.options, "/v1/own"),
        ]
        for (method, pattern) in routes { try router.register(method, pattern) }
        self.router = router
    }

    private func found(_ method: HTTPMethod, _ path: String) -> String? {
        guard case .found(let number, _) = router.match(method, path) else { return nil }
        return "\(router.routes[number].method) \(router.routes[number].pattern)"
    }

    private func parameter(_ name: String, _ path: String) -> String? {
        guard case .found(_, let parameters) = router.match(.get, path) else { return nil }
        return parameters[name]
    }

    @Test func literalsAndParameters() {
        #expect(found(.get, "/") == "GET /")
        #expect(found(.get, "/livez") == "GET /livez")
        #expect(found(.get, "/v1/checkout/cs_1") == "GET /v1/checkout/{sessionId}")
        #expect(found(.get, "/v1/checkout/cs_1/status") == "GET /v1/checkout/{sessionId}/status")
        #expect(found(.post, "/v1/checkout/create") == "POST /v1/checkout/create")
        #expect(parameter("sessionId", "/v1/checkout/cs_1/status") == "cs_1")
        #expect(parameter("two", "/v1/checkout/live/a/b") == "b")
        #expect(parameter("other", "/v1/checkout/cs_1/status") == nil)
    }

    /// The first segment that fits is not always the right one.
    @Test func aLiteralThatLeadsNowhereGivesWayToAParameter() {
        #expect(found(.get, "/v1/checkout/live/status") == "GET /v1/checkout/{sessionId}/status")
        #expect(parameter("sessionId", "/v1/checkout/live/status") == "live")
        #expect(found(.post, "/v1/checkout/create/confirm") == "POST /v1/checkout/{clientSecret}/confirm")
        #expect(found(.get, "/v1/checkout/live/a/b") == "GET /v1/checkout/live/{one}/{two}")
    }

    @Test(
        "paths that are not there",
        arguments: [
            "/livez/", "/LIVEZ", "/live", "/livezz", "//", "/v1", "/v1/", "/v1/checkout/", "/v1/checkout//status",
            "/v1/checkout/cs_1/", "/v1/checkout/cs_1/status/", "/v1/checkout/cs_1/nothing", "/v1/tokens/", "livez",
            "/%6civez", "/v1/checkout/a/b/c/d/e/f", "/v1/checkout/live/a/", "/v1/checkout/live//b",
        ])
    func notFound(_ path: String) {
        guard case .notFound = router.match(.get, path) else {
            Issue.record("\(path) was found")
            return
        }
    }

    @Test("parameters are decoded", arguments: [("a%20b", "a b"), ("%C3%A9", "é"), ("a%2Fb", "a/b"), ("a+b", "a+b")])
    func decoding(_ segment: String, _ expected: String) {
        #expect(parameter("sessionId", "/v1/checkout/\(segment)/status") == expected)
    }

    @Test("parameters that cannot be decoded find nothing", arguments: ["%ff", "%C3", "a%00b", "%", "%4", "%zz"])
    func undecodable(_ segment: String) {
        guard case .notFound = router.match(.get, "/v1/checkout/\(segment)/status") else {
            Issue.record("\(segment) was found")
            return
        }
    }

    @Test func otherMethodsAreNamed() {
        guard case .methodNotAllowed(let allowed) = router.match(.post, "/v1/tokens/tok_1") else {
            Issue.record("not refused")
            return
        }
        #expect(allowed == [.delete, .get, .head, .options])
        guard case .methodNotAllowed(let others) = router.match(HTTPMethod("PURGE"), "/v1/checkout/create") else {
            Issue.record("not refused")
            return
        }
        #expect(others == [.options, .post])
    }

    @Test func headIsServedByGet() {
        #expect(found(.head, "/livez") == "GET /livez")
        guard case .methodNotAllowed = router.match(.head, "/v1/checkout/create") else {
            Issue.record("HEAD of a POST route was found")
            return
        }
    }

    @Test func optionsAreReported() {
        guard case .options(let allowed) = router.match(.options, "/v1/checkout/create") else {
            Issue.record("not reported")
            return
        }
        #expect(allowed == [.options, .post])
        guard case .options(let everywhere) = router.match(.options, "*") else {
            Issue.record("not reported")
            return
        }
        #expect(everywhere == [.delete, .get, .head, .options, .post])
        #expect(found(.options, "/v1/own") == "OPTIONS /v1/own")
        guard case .notFound = router.match(.options, "/nothing") else {
            Issue.record("found")
            return
        }
    }

    @Test func aParsedHeadIsMatchedWhereItLies() throws {
        let head = try RequestHead(.get, "http://a/v1/checkout/cs_%31/status?after=1")
        guard case .found(let number, let parameters) = router.match(head) else {
            Issue.record("not found")
            return
        }
        #expect(parameters["sessionId"] == "cs_1")
        #expect(router.routes[number].pattern == "/v1/checkout/{sessionId}/status")
        guard case .found(let first, _) = router.match(try RequestHead(.get, "http://a")) else {
            Issue.record("an absolute target without a path is /")
            return
        }
        #expect(first == 0)
    }

    @Test func routesAreListed() {
        #expect(router.routes.count == 11)
        #expect(router.routes[2].method == .post)
        #expect(router.routes[2].pattern == "/v1/checkout/create")
    }
}
