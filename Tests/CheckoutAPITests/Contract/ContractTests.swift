import HTTPMessages
import Testing

/// openapi.yaml against itself.
@Suite("The published contract", .enabled("no Python that can read openapi.yaml", Contract.isReadable))
struct ContractTests {
    private let contract: Contract

    init() async throws { contract = try #require(try await Contract.published.value) }

    @Test func everythingReferredToIsThere() {
        for reference in Self.references(in: contract.document) {
            #expect(contract.at(reference) != nil, "\(reference)")
        }
    }

    @Test func nothingIsThereForNothing() {
        let used = Set(Self.references(in: contract.document))
        // These are what the text says of every address.
        let general: Set = [
            "MethodNotAllowed", "RequestTimeout", "URITooLong", "HeadersTooLarge", "InternalError",
        ]
        for kind in contract.document["components"]?.object?.members ?? [] where kind.name != "securitySchemes" {
            for component in kind.value.object?.members ?? [] where !general.contains(component.name) {
                #expect(used.contains("#/components/\(kind.name)/\(component.name)"))
            }
        }
    }

    @Test func everyOperationIsToldAlike() {
        for operation in contract.operations {
            #expect(operation.members["operationId"]?.string?.isEmpty == false, "\(operation.name)")
            #expect(operation.members["summary"]?.string?.hasSuffix(".") == true, "\(operation.name)")
            #expect(operation.members["tags"]?.array?.count == 1, "\(operation.name)")
            let names = operation.pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                String($0.dropFirst().dropLast())
            }
            let documented = operation.parameters.filter { $0["in"] == "path" }.compactMap { $0["name"]?.string }
            #expect(documented == names, "\(operation.name)")
        }
        let ids = contract.operations.compactMap { $0.members["operationId"]?.string }
        #expect(Set(ids).count == ids.count)
    }

    /// 429 and 503 never come without `Retry-After`, and 401 says what is wanted.
    @Test(arguments: [("429", "Retry-After"), ("503", "Retry-After"), ("401", "WWW-Authenticate")])
    func whatErrorsAlwaysHave(_ status: String, _ header: String) {
        for operation in contract.operations {
            guard let response = contract.resolved(operation.members["responses"]?[status]) else { continue }
            #expect(contract.resolved(response["headers"]?[header])?["required"] == true, "\(operation.name)")
        }
    }

    @Test func everyExampleIsTrue() {
        var count = 0
        for (schema, examples) in Self.examples(in: contract.document, contract) {
            for example in examples {
                count += 1
                let problems = SchemaValidator(contract: contract).problems(of: example, schema, at: "example")
                #expect(problems == [])
            }
        }
        #expect(count > 40)
    }

    // MARK: Walking

    private static func references(in value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.members.flatMap { member in
                member.name == "$ref" ? [member.value.string ?? ""] : references(in: member.value)
            }
        case .array(let elements): elements.flatMap { references(in: $0) }
        default: []
        }
    }

    /// Schemas with their own examples, and those of requests and answers with the examples beside them.
    private static func examples(
        in value: JSONValue, _ contract: Contract
    ) -> [(schema: JSONValue, examples: [JSONValue])] {
        switch value {
        case .object(let object):
            var found = object.members.filter { $0.name != "examples" }.flatMap { examples(in: $0.value, contract) }
            if let own = value["examples"]?.array { found.append((value, own)) }
            if let schema = value["schema"], let beside = value["examples"]?.object {
                found.append((schema, beside.members.compactMap { contract.resolved($0.value)?["value"] }))
            }
            return found
        case .array(let elements): return elements.flatMap { examples(in: $0, contract) }
        default: return []
        }
    }
}
