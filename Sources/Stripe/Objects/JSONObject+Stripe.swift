import Checkout
import HTTPMessages

/// Members of Stripe's objects, read strictly: what is missing, or is of another type, is named and not guessed.
extension JSONObject {
    /// Stripe's objects say what they are.
    func checkType(_ type: String) throws(UnreadableMember) {
        guard self["object"]?.string == type else { throw UnreadableMember("object") }
    }

    func text(_ member: String) throws(UnreadableMember) -> String {
        guard let text = self[member]?.string, !text.isEmpty else { throw UnreadableMember(member) }
        return text
    }

    func integer(_ member: String) throws(UnreadableMember) -> Int64 {
        guard let value = self[member]?.integer else { throw UnreadableMember(member) }
        return value
    }

    func bool(_ member: String) throws(UnreadableMember) -> Bool {
        guard let value = self[member]?.bool else { throw UnreadableMember(member) }
        return value
    }

    func time(_ member: String) throws(UnreadableMember) -> Timestamp {
        Timestamp(unixSeconds: try integer(member))
    }

    /// Nil when there is none; of another type it is unreadable.
    func optionalTime(_ member: String) throws(UnreadableMember) -> Timestamp? {
        guard let value = self[member], !value.isNull else { return nil }
        return try time(member)
    }

    /// Another object's id, whether that object is named or expanded.
    func reference(_ member: String) -> String? {
        guard let text = self[member]?.string ?? self[member]?["id"]?.string, !text.isEmpty else { return nil }
        return text
    }

    func requiredReference(_ member: String) throws(UnreadableMember) -> String {
        guard let id = reference(member) else { throw UnreadableMember(member) }
        return id
    }

    /// In the currency the object names beside it.
    func money(_ member: String) throws(UnreadableMember) -> Money {
        let (amount, currency) = (try integer(member), try text("currency"))
        guard let money = StripeMoney.money(amount: amount, currency: currency) else {
            throw UnreadableMember(member)
        }
        return money
    }

    /// The time between two members; nil without one of them.
    func times(_ first: String, _ second: String) throws(UnreadableMember) -> Range<Timestamp>? {
        guard let start = try optionalTime(first), let end = try optionalTime(second) else { return nil }
        guard start <= end else { throw UnreadableMember(second) }
        return start..<end
    }

    /// The objects of a list: of an answer of its own, or a member.
    var elements: [JSONObject] { self["data"]?.array?.compactMap(\.object) ?? [] }

    /// What we, or the merchant, left as notes.
    var notes: [String: String] {
        var notes: [String: String] = [:]
        for member in self["metadata"]?.object?.members ?? [] { notes[member.name] = member.value.string }
        return notes
    }
}
