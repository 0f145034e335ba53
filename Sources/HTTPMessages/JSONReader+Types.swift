extension JSONReader {
    /// Characters are Unicode scalars, as PostgreSQL counts them.
    package static let defaultCharacters = 0...500

    /// A text within its length.
    package func string(
        _ name: String, characters: ClosedRange<Int> = Self.defaultCharacters
    ) throws(APIError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw invalid(name, "a string") }
        guard characters.contains(text.unicodeScalars.count) else {
            throw invalid(name, Self.describe(characters, "characters long"))
        }
        return text
    }

    /// A whole number, exactly: `1e400`, `1.5` and `"1"` are none.
    package func integer(
        _ name: String, in range: ClosedRange<Int64> = Int64.min ... .max
    ) throws(APIError) -> Int64? {
        guard let value = value(name) else { return nil }
        guard case .number(let number) = value else { throw invalid(name, "an integer") }
        guard let integer = number.integer, range.contains(integer) else {
            throw invalid(name, range.lowerBound == .min ? "an integer" : "an integer " + Self.describe(range, ""))
        }
        return integer
    }

    package func bool(_ name: String) throws(APIError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let bool = value.bool else { throw invalid(name, "true or false") }
        return bool
    }

    /// One of the values of an enumeration.
    package func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type = Choice.self
    ) throws(APIError) -> Choice? where Choice.RawValue == String {
        guard let value = value(name) else { return nil }
        guard let text = value.string, let choice = Choice(rawValue: text) else {
            throw invalid(name, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    package func object(_ name: String) throws(APIError) -> JSONReader? {
        guard let value = value(name) else { return nil }
        guard case .object(let object) = value else { throw invalid(name, "an object") }
        return JSONReader(object, path: param(name) + ".")
    }

    /// A list of objects.
    package func objects(_ name: String, count: ClosedRange<Int>) throws(APIError) -> [JSONReader]? {
        guard let elements = try array(name, count: count) else { return nil }
        var readers: [JSONReader] = []
        for (index, element) in elements.enumerated() {
            guard case .object(let object) = element else { throw invalid("\(name)[\(index)]", "an object") }
            readers.append(JSONReader(object, path: "\(param(name))[\(index)]."))
        }
        return readers
    }

    /// A list of texts.
    package func strings(
        _ name: String, count: ClosedRange<Int>, characters: ClosedRange<Int> = Self.defaultCharacters
    ) throws(APIError) -> [String]? {
        guard let elements = try array(name, count: count) else { return nil }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string else { throw invalid("\(name)[\(index)]", "a string") }
            guard characters.contains(text.unicodeScalars.count) else {
                throw invalid("\(name)[\(index)]", Self.describe(characters, "characters long"))
            }
            texts.append(text)
        }
        return texts
    }

    /// A map whose values are all texts, such as metadata; its own limits are for its type to check.
    package func stringMap(_ name: String) throws(APIError) -> [String: String]? {
        guard let value = value(name) else { return nil }
        guard case .object(let object) = value else { throw invalid(name, "an object of strings") }
        var map: [String: String] = [:]
        for member in object.members {
            guard let text = member.value.string else { throw invalid("\(name).\(member.name.prefix(40))", "a string") }
            map[member.name] = text
        }
        return map
    }

    private func array(_ name: String, count: ClosedRange<Int>) throws(APIError) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value else { throw invalid(name, "an array") }
        guard count.contains(elements.count) else { throw invalid(name, Self.describe(count, "elements long")) }
        return elements
    }

    private static func describe<Bound: FixedWidthInteger>(_ range: ClosedRange<Bound>, _ unit: String) -> String {
        let unit = unit.isEmpty ? "" : " " + unit
        return switch (range.lowerBound, range.upperBound) {
        case (0, let most) where !unit.isEmpty: "at most \(most)\(unit)"
        case (let least, .max): "at least \(least)\(unit)"
        case (let least, let most): "\(least) to \(most)\(unit)"
        }
    }
}
