import HTTPMessages
import Payments

extension StripeProvider {
    /// Makes a call and reads its answer; an answer that cannot be read is none.
    func perform<Answer>(
        _ call: StripeCall, read: (JSONObject) throws(UnreadableMember) -> Answer
    ) async throws(ProviderFailure) -> Answer {
        let object: JSONObject
        do throws(StripeCallFailure) {
            object = try await api.perform(call)
        } catch {
            throw ProviderFailure(error, of: call)
        }
        return try Self.answer(object, to: call, read)
    }

    static func answer<Answer>(
        _ object: JSONObject, to call: StripeCall, _ read: (JSONObject) throws(UnreadableMember) -> Answer
    ) throws(ProviderFailure) -> Answer {
        do throws(UnreadableMember) {
            return try read(object)
        } catch {
            throw ProviderFailure(
                kind: .broken, mayHaveActed: !call.onlyReads,
                detail: "\(call.method) \(call.path): unreadable \(error.member)")
        }
    }

    /// A page of a list, whose unreadable objects do not take the others with them.
    func page<Item>(
        _ call: StripeCall, read: (JSONObject) throws(UnreadableMember) -> Item
    ) async throws(ProviderFailure) -> ProviderPage<Item> {
        try await perform(call) { list throws(UnreadableMember) in
            try list.checkType("list")
            guard let values = list["data"]?.array else { throw UnreadableMember("data") }
            var page = ProviderPage<Item>([])
            for value in values {
                let object = value.object ?? JSONObject()
                do throws(UnreadableMember) {
                    page.items.append(try read(object))
                } catch {
                    page.unreadable.append(
                        UnreadableObject(id: object["id"]?.string ?? "unknown", reason: error.member))
                }
            }
            guard try list.bool("has_more") else { return page }
            // Without it the rest would be taken to be absent.
            guard let last = values.last?["id"]?.string else { throw UnreadableMember("data.id") }
            page.next = last
            return page
        }
    }

    /// A list's own parameters.
    static func paging(after: String?, limit: Int) -> FormMap {
        var query: FormMap = ["limit": .text(String(max(1, min(limit, 100))))]
        query["starting_after"] = after.map(FormValue.text)
        return query
    }
}

extension ProviderFailure {
    /// What only reads has acted on nothing, whatever became of it.
    init(_ failure: StripeCallFailure, of call: StripeCall) {
        let whole = ProviderFailure(failure)
        self.init(
            kind: whole.kind, mayHaveActed: whole.mayHaveActed && !call.onlyReads, retryAfter: whole.retryAfter,
            requestID: whole.requestID, code: whole.code, decline: whole.decline, detail: whole.detail)
    }

    /// What Stripe is not even asked for.
    static func notAsked(_ detail: String) -> ProviderFailure {
        ProviderFailure(kind: .refused, mayHaveActed: false, detail: detail)
    }
}
