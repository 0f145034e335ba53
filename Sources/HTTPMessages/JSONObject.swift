/// The members of a JSON object in the order they were written, each name once.
///
/// An array that is searched, not a hash table: objects of requests have a dozen members, and order is worth keeping.
package struct JSONObject: Hashable, Sendable {
    /// One name and its value.
    package struct Member: Hashable, Sendable {
        package let name: String
        package var value: JSONValue
    }

    package private(set) var members: [Member]

    /// The parser, which has seen that no name comes twice.
    init(checked members: [Member]) { self.members = members }

    /// A name given twice keeps its last value.
    package init(_ elements: some Sequence<(String, JSONValue)> = []) {
        members = []
        for (name, value) in elements { self[name] = value }
    }

    /// Names that are known to be different.
    init(distinct elements: [(String, JSONValue)]) {
        assert(Set(elements.map(\.0)).count == elements.count, "a member twice")
        members = elements.map { Member(name: $0, value: $1) }
    }

    package subscript(name: String) -> JSONValue? {
        get { members.first { $0.name == name }?.value }
        set {
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    package var isEmpty: Bool { members.isEmpty }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// A literal is the programmer's own, so a name that comes twice is a bug for the tests to find.
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(distinct: elements) }
}
