/// A value of `application/x-www-form-urlencoded` with bracketed names, as Stripe's API takes it:
/// `metadata[order]=7&expand[0]=customer&expand[]=payment_method`.
package enum FormValue: Hashable, Sendable {
    case text(String)
    /// Elements added with `name[]`.
    case list([FormValue])
    /// Members named by `name[key]`; `name[0]` too, since only the reader knows whether it wants a list or a map whose
    /// keys happen to be digits (metadata may have such).
    case map(FormMap)
}

/// The members of a form, or of one of its maps, in their order, each name once.
package struct FormMap: Hashable, Sendable {
    /// One name and its value.
    package struct Member: Hashable, Sendable {
        package let name: String
        package var value: FormValue
    }

    package private(set) var members: [Member] = []

    package init() {}

    package subscript(name: String) -> FormValue? {
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

extension FormValue {
    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    package var map: FormMap? {
        if case .map(let map) = self { map } else { nil }
    }

    /// The elements of a list, however it was spelled: `a[]=…`, or `a[0]=…&a[1]=…` with every index from 0.
    package var list: [FormValue]? {
        switch self {
        case .text: return nil
        case .list(let elements): return elements
        case .map(let map):
            let elements = map.members.indices.compactMap { map[String($0)] }
            return elements.count == map.members.count ? elements : nil
        }
    }

    /// The member of that name, when this is a map that has it.
    package subscript(name: String) -> FormValue? { map?[name] }
}

extension FormValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
}

extension FormMap: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, FormValue)...) {
        for (name, value) in elements { self[name] = value }
    }
}

extension FormValue: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, FormValue)...) {
        var map = FormMap()
        for (name, value) in elements { map[name] = value }
        self = .map(map)
    }
}
