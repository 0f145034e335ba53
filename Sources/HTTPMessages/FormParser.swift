/// Reads a form strictly: one meaning per name, nothing overwritten, bounded in fields and depth. (Its bytes are bounded
/// by the body's limit.)
package enum FormParser {
    package static let maximumFields = 1_000
    package static let maximumDepth = 8

    package static func parse(_ bytes: [UInt8]) throws(FormError) -> FormMap {
        var form = FormMap()
        guard !bytes.isEmpty else { return form }
        let fields = bytes.split(separator: 0x26, omittingEmptySubsequences: false)
        guard fields.count <= maximumFields else { throw .tooManyFields }
        for field in fields {
            let equals = field.firstIndex(of: ASCII.equals) ?? field.endIndex
            guard
                let name = percentDecoded(field[..<equals], plusIsSpace: true),
                let text = percentDecoded(field[equals...].dropFirst(), plusIsSpace: true)
            else { throw .badEscape }
            let path = try path(of: name)
            try insert(text, at: path[...], into: &form, name: name)
        }
        return form
    }

    /// `a[b][]` is `a`, `b` and an append, which is written as an empty name.
    private static func path(of name: String) throws(FormError) -> [String] {
        let parts = name.utf8.split(separator: 0x5b, omittingEmptySubsequences: false)
        guard parts.count <= maximumDepth else { throw .tooDeep }
        var path: [String] = []
        for (index, part) in parts.enumerated() {
            // Every part but the first is `…]` with nothing behind the bracket and none inside.
            let segment = index == 0 ? part : part.dropLast()
            guard index == 0 || part.last == 0x5d, !segment.contains(0x5d), index > 0 || !segment.isEmpty else {
                throw .badName(name)
            }
            path.append(String(Substring(segment)))
        }
        return path
    }

    private static func insert(
        _ text: String, at path: ArraySlice<String>, into map: inout FormMap, name: String
    ) throws(FormError) {
        guard let key = path.first, !key.isEmpty else { throw .badName(name) }
        var value = map[key]
        try insert(text, at: path.dropFirst(), into: &value, name: name)
        map[key] = value
    }

    private static func insert(
        _ text: String, at path: ArraySlice<String>, into value: inout FormValue?, name: String
    ) throws(FormError) {
        guard let key = path.first else {
            guard value == nil else { throw .duplicateName(name) }
            value = .text(text)
            return
        }
        if key.isEmpty {
            guard case .list(var elements) = value ?? .list([]) else { throw .conflictingNames(name) }
            try append(text, at: path.dropFirst(), to: &elements, name: name)
            value = .list(elements)
        } else {
            guard case .map(var map) = value ?? .map(FormMap()) else { throw .conflictingNames(name) }
            try insert(text, at: path, into: &map, name: name)
            value = .map(map)
        }
    }

    /// `a[][x]=1&a[][y]=2&a[][x]=3` are two elements: a name that the last one has already starts the next.
    private static func append(
        _ text: String, at path: ArraySlice<String>, to elements: inout [FormValue], name: String
    ) throws(FormError) {
        if let key = path.first, case .map(let last) = elements.last, last[key] == nil {
            var element: FormValue? = elements.removeLast()
            try insert(text, at: path, into: &element, name: name)
            if let element { elements.append(element) }
        } else {
            var element: FormValue?
            try insert(text, at: path, into: &element, name: name)
            if let element { elements.append(element) }
        }
    }
}

/// Why bytes are not a form that we take.
package enum FormError: Error, Hashable, Sendable {
    case badEscape
    case badName(String)
    case duplicateName(String)
    /// A name is used as a text in one place and as a list or map in another.
    case conflictingNames(String)
    case tooManyFields
    case tooDeep
}
