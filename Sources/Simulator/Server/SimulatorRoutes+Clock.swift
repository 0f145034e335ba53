import Checkout
import EventLoop
import HTTPMessages
import HTTPServer

/// The test clock.
extension SimulatorRoutes {
    /// Ten years at a time.
    private static let longestAdvance: Int64 = 315_576_000

    @Sendable
    func showClock(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        let engine = engine.value
        return .json(
            JSONValue.object([
                "now": .string(engine.now.description), "offsetSeconds": .seconds(engine.offset),
                "isMoving": .bool(engine.progress != nil), "nextDue": .text(engine.world.nextDue?.description),
                "remainingSeconds": .seconds(engine.progress?.remaining ?? .zero),
            ]).bytes)
    }

    /// Answers when everything that was due on the way has happened.
    @Sendable
    func advanceClock(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        let body = try JSONReader(body: request.body)
        let seconds = try body.required("advanceSeconds", body.integer("advanceSeconds", in: 1...Self.longestAdvance))
        do throws(ClockRefusal) {
            let progress = try await engine.value.advanceClock(by: .seconds(seconds))
            return .json(progress.json(now: engine.value.now).bytes)
        } catch {
            throw error.apiError
        }
    }
}

extension ClockRefusal {
    fileprivate var apiError: APIError {
        switch self {
        case .isMoving:
            APIError(.conflict, code: "conflict", message: "The clock is being moved; wait for that to end.")
        case .isTooFar:
            APIError(
                .validation, code: "parameter_invalid", message: "The clock can be at most a hundred years ahead.",
                param: "advanceSeconds")
        }
    }
}
