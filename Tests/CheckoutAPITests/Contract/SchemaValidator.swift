import Checkout
import HTTPMessages

/// Compares a value with a schema of openapi.yaml: the part of JSON Schema 2020-12 that is used there, and nothing else; a
/// keyword it does not know is a finding.
///
/// Stricter than JSON Schema in one thing: a member that no schema mentions is a finding too, so that answers have nothing
/// that is not documented.
struct SchemaValidator {
    let contract: Contract
    /// Requests may have members that nobody knows.
    var allowsUnknownMembers = false

    /// What is wrong with the value, each with its place; empty when nothing is.
    func problems(of value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        let seen = look(at: value, schema, place)
        guard let object = value.object, !allowsUnknownMembers, seen.namesMembers else { return seen.problems }
        let unknown = object.members.map(\.name).filter { !seen.members.contains($0) }
        return seen.problems + unknown.map { "\(place).\($0) is not documented" }
    }

    /// What one schema, with those it is put together from, has to say about one value.
    struct Finding {
        var problems: [String] = []
        /// The members of the value that some schema speaks of.
        var members: Set<String> = []
        /// Whether any does: `type: object` alone allows all.
        var namesMembers = false

        mutating func add(_ other: Finding) {
            problems += other.problems
            members.formUnion(other.members)
            namesMembers = namesMembers || other.namesMembers
        }
    }

    func look(at value: JSONValue, _ schema: JSONValue, _ place: String) -> Finding {
        guard let keywords = schema.object?.members else { return Finding(problems: ["\(place): no schema"]) }
        var finding = Finding()
        for keyword in keywords {
            switch keyword.name {
            case "$ref": finding.add(refer(value, keyword.value, place))
            case "allOf", "anyOf", "oneOf": finding.add(combine(keyword.name, value, keyword.value, place))
            case "properties": finding.add(properties(value, keyword.value, place))
            case "additionalProperties":
                finding.add(additional(value, keyword.value, beside: schema["properties"], place))
            default:
                finding.problems += assert(keyword.name, keyword.value, value, place)
            }
        }
        return finding
    }

    private func refer(_ value: JSONValue, _ reference: JSONValue, _ place: String) -> Finding {
        guard let schema = reference.string.flatMap(contract.at) else {
            return Finding(problems: ["\(place): \(reference) leads nowhere"])
        }
        return look(at: value, schema, place)
    }

    private func combine(_ keyword: String, _ value: JSONValue, _ schemas: JSONValue, _ place: String) -> Finding {
        let findings = (schemas.array ?? []).map { look(at: value, $0, place) }
        let fitting = keyword == "allOf" ? findings : findings.filter(\.problems.isEmpty)
        var finding = fitting.reduce(into: Finding()) { $0.add($1) }
        let isRight = keyword == "oneOf" ? fitting.count == 1 : !fitting.isEmpty
        if !isRight {
            let reasons = findings.map { $0.problems.joined(separator: ", ") }.joined(separator: " | ")
            finding.problems.append("\(place): \(fitting.count) of \(keyword) fit (\(reasons))")
        }
        return finding
    }

    private func properties(_ value: JSONValue, _ schemas: JSONValue, _ place: String) -> Finding {
        guard let object = value.object else { return Finding() }
        var finding = Finding(namesMembers: true)
        for schema in schemas.object?.members ?? [] {
            guard let member = object[schema.name] else { continue }
            finding.members.insert(schema.name)
            finding.problems += problems(of: member, schema.value, at: "\(place).\(schema.name)")
        }
        return finding
    }

    private func additional(
        _ value: JSONValue, _ schema: JSONValue, beside properties: JSONValue?, _ place: String
    ) -> Finding {
        guard let object = value.object else { return Finding() }
        var finding = Finding(namesMembers: true)
        for member in object.members where properties?[member.name] == nil {
            finding.members.insert(member.name)
            finding.problems += problems(of: member.value, schema, at: "\(place).\(member.name)")
        }
        return finding
    }
}
