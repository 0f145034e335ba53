import Checkout
import EventLoop
import HTTPMessages
import HTTPServer

/// What the simulator answers over HTTP: everything under `/v1/` is the world's, `/_sim/` steers it.
struct SimulatorRoutes: Sendable {
    let engine: LoopBound<SimulatorEngine>

    func application() throws(RouterError) -> Application {
        // Not a route, because unknown paths are answered in Stripe's words, too.
        let api = Middleware { request, _ in request.path.hasPrefix("/v1/") ? answerAPI : nil }
        return try Application(middleware: [api]) { table throws(RouterError) in
            table.post("/_sim/faults", addFault)
            table.get("/_sim/faults", listFaults)
            table.delete("/_sim/faults", clearFaults)
            table.get("/_sim/ledger", showLedger)
            table.get("/_sim/webhooks", showWebhooks)
            table.get("/_sim/clock", showClock)
            table.post("/_sim/clock", advanceClock)
            table.get("/_sim/billing", showBilling)
            table.post("/_sim/billing", changeBilling)
            table.post("/_sim/subscriptions/{id}", driftSubscription)
            table.get("/_sim/3ds/{id}", showAuthentication)
            table.post("/_sim/3ds/{id}", authenticate)
            table.get("/") { _, _ in .text("This is the simulator: Stripe's API is under /v1/.\n") }
        }
    }
}

/// The API itself.
extension SimulatorRoutes {
    @Sendable
    private func answerAPI(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        if request.method == .options { return .response(Self.preflight) }
        let call = SimulatedRequest(
            request.method == .head ? .get : request.method, request.path, query: request.head.query,
            headers: Self.headers(of: request), body: request.body)
        let answer = engine.value.change { world, now in world.receive(call, at: now) }
        switch answer.fate {
        case .sent: break
        case .delayed(let delay): try await context.loop.sleep(for: delay)
        case .lost(let delay):
            try await context.loop.sleep(for: delay)
            // How a responder leaves without an answer: the connection is cut.
            withUnsafeCurrentTask { $0?.cancel() }
            throw CancellationError()
        }
        return .response(answer.response)
    }

    private static let headerNames: [HTTPFieldName] = [
        "Authorization", "Idempotency-Key", "Stripe-Version", "Stripe-Account",
    ]

    private static func headers(of request: HTTPRequest) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for name in headerNames {
            if let value = request.head[name] { headers.set(name, value) }
        }
        return headers
    }

    /// Stripe's API may be called from any page, with a publishable key.
    private static let preflight = HTTPResponse(
        .noContent,
        headers: [
            "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
            "Access-Control-Allow-Headers":
                "authorization, content-type, idempotency-key, stripe-account, stripe-version",
            "Access-Control-Max-Age": "300",
        ])
}

/// Steering.
extension SimulatorRoutes {
    @Sendable
    private func addFault(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        let body = try JSONReader(body: request.body)
        let kind = try body.required("kind", body.choice("kind", of: Fault.Kind.self))
        let fault = Fault(
            kind, route: try body.string("route", characters: 1...200),
            count: try body.integer("count", in: 1...1_000_000).map(Int.init),
            milliseconds: try body.integer("milliseconds", in: 0...86_400_000))
        engine.value.change { world, _ in world.faults.add(fault) }
        return .json(fault.json.bytes, .created)
    }

    @Sendable
    private func listFaults(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        .json(JSONValue.object(["faults": .array(engine.value.world.faults.faults.map(\.json))]).bytes)
    }

    @Sendable
    private func clearFaults(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        engine.value.change { world, _ in world.faults.clear() }
        return try await listFaults(request, context)
    }

    @Sendable
    private func showLedger(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        .json(engine.value.world.ledger.bytes)
    }

    /// For a checker that waits until all has been delivered.
    @Sendable
    private func showWebhooks(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        let world = engine.value.world
        return .json(
            JSONValue.object([
                "unfinished": .integer(world.unfinishedDeliveries), "nextDue": .text(world.nextDue?.description),
            ]).bytes)
    }
}

extension Fault {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "route": .text(route), "count": .number(count.map(Int64.init)),
            "milliseconds": .number(milliseconds),
        ]
    }
}
