import HTTPMessages
import TestSupport

/// openapi.yaml, as far as answers are compared with it.
struct Contract: Sendable {
    let document: JSONValue
    private(set) var operations: [Operation] = []

    init(document: JSONValue) {
        self.document = document
        operations = readOperations()
    }

    /// Nil without a Python that can read it: `make test` has brought one.
    static let published = Task { () throws -> Contract? in
        guard let python = await ClientPython.path(having: "openapi_spec_validator") else { return nil }
        let script = ClientPython.file("Tests/PythonClients/contract_json.py")
        let json = try await ClientPython.output(
            of: python, ["-W", "ignore", script, ClientPython.file("openapi.yaml")])
        return Contract(document: try JSONParser.parse(Array(json.utf8), maximumDepth: 64))
    }

    /// For tests that are about nothing else. A contract that cannot be read is for them to tell.
    static func isReadable() async -> Bool {
        if case .success(nil) = await published.result { false } else { true }
    }

    /// A place in the document, such as `#/components/schemas/Error`; nil where there is nothing.
    func at(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(document) { place, name in
            place?[String(name)]
        }
    }

    /// What stands there, or what it refers to.
    func resolved(_ value: JSONValue?) -> JSONValue? {
        guard let reference = value?["$ref"]?.string else { return value }
        return at(reference)
    }
}

/// One method of one path.
struct Operation: Sendable {
    let method: HTTPMethod
    let pattern: String
    let members: JSONValue
    /// Those of the path and its own.
    let parameters: [JSONValue]

    var name: String { "\(method) \(pattern)" }
    var isForMachines: Bool { members["tags"]?.array?.contains("operations") == true }

    /// Whether a path such as `/v1/prices/price_…` is meant.
    func matches(_ path: some StringProtocol) -> Bool {
        let (wanted, given) = (segments(pattern), segments(path))
        return wanted.count == given.count
            && zip(wanted, given).allSatisfy { wanted, given in wanted.hasPrefix("{") || wanted == given }
    }

    /// Of several that match, the one with the fewest parameters is meant.
    var parameterCount: Int { segments(pattern).count { $0.hasPrefix("{") } }

    private func segments(_ path: some StringProtocol) -> [String] {
        String(path).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }
}

extension Contract {
    private func readOperations() -> [Operation] {
        (document["paths"]?.object?.members ?? []).flatMap { path in
            let shared = path.value["parameters"]?.array ?? []
            return (path.value.object?.members ?? []).compactMap { member -> Operation? in
                guard member.name != "parameters" else { return nil }
                return Operation(
                    method: HTTPMethod(member.name.uppercased()), pattern: path.name, members: member.value,
                    parameters: (shared + (member.value["parameters"]?.array ?? [])).compactMap(resolved))
            }
        }
    }

    func operation(_ method: HTTPMethod, _ target: String) -> Operation? {
        let path = target.prefix { $0 != "?" }
        return operations.filter { $0.method == method && $0.matches(path) }
            .min { $0.parameterCount < $1.parameterCount }
    }
}
