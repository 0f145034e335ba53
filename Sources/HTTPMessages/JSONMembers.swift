/// Collects an object's members while it is parsed and notices a name that comes twice.
///
/// Names are compared as Swift compares text, by canonical equivalence: two spellings of one `é` count as the same, since
/// whoever reads the body next may take them to be.
struct JSONMembers {
    /// Up to here looking through the members is faster than hashing; beyond, hashing keeps a flood of names linear.
    private static let searchedCount = 16

    private var members: [JSONObject.Member] = []
    private var names: Set<String> = []

    var object: JSONObject { JSONObject(checked: members) }

    /// False when the name was there already.
    mutating func append(_ name: String, _ value: JSONValue) -> Bool {
        if members.isEmpty { members.reserveCapacity(8) }
        if members.count < Self.searchedCount {
            guard !members.contains(where: { $0.name == name }) else { return false }
        } else {
            if names.isEmpty { names = Set(members.map(\.name)) }
            guard names.insert(name).inserted else { return false }
        }
        members.append(JSONObject.Member(name: name, value: value))
        return true
    }
}
