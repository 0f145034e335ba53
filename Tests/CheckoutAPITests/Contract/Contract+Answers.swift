import HTTPMessages
import Testing

/// A request that was answered.
struct AnsweredRequest: Sendable {
    let method: HTTPMethod
    let target: String
    let requestHeaders: HTTPHeaders
    let requestBody: [UInt8]
    let status: Int
    let headers: HTTPHeaders
    /// Nil for a stream.
    let body: [UInt8]?

    var isAccepted: Bool { status < 400 }
}

extension Contract {
    /// Every answer of every test of this target comes by here.
    static func expect(_ exchange: AnsweredRequest) async throws {
        guard let contract = try await published.value else { return }
        let problems = contract.problems(of: exchange)
        #expect(problems == [], "\(exchange.body?.text ?? "a stream")")
    }

    /// What people open, and what these pages send home: none of it is the API's. docs/hosted-page.md tells of it.
    static func isPage(_ path: String) -> Bool { path.hasPrefix("/checkout/") || path.hasPrefix("/embed/") }

    /// How an exchange departs from what openapi.yaml says of it.
    func problems(of exchange: AnsweredRequest) -> [String] {
        guard !Self.isPage(exchange.target) else { return [] }
        // Preflights and HEAD stand in its text only.
        guard exchange.method != .options, exchange.method != .head else { return [] }
        guard let operation = operation(exchange.method, exchange.target) else {
            return standsBeforeRoutes(exchange) ? [] : ["\(exchange.method) \(exchange.target) is not documented"]
        }
        guard let response = resolved(operation.members["responses"]?["\(exchange.status)"]) else {
            return standsBeforeRoutes(exchange) ? [] : ["\(operation.name): \(exchange.status) is not documented"]
        }
        let problems =
            headerProblems(exchange, response) + contentProblems(exchange, response)
            + (exchange.isAccepted ? requestProblems(exchange, operation) : [])
        return problems.map { "\(operation.name), \(exchange.status)\($0)" }
    }

    /// Answers that every address may give, which are told once for all.
    private func standsBeforeRoutes(_ exchange: AnsweredRequest) -> Bool {
        let error = exchange.body.flatMap { try? JSONParser.parse($0) }?["error"]
        return switch exchange.status {
        case 400: ["malformed_request", "duplicate_header"].contains(error?["code"]?.string)
        case 404: error?["code"] == "route_not_found"
        case 405, 408, 413, 414, 417, 431, 501, 505: true
        default: false
        }
    }

    // MARK: Answers

    private static let headersOfAll: Set<String> = [
        "access-control-allow-origin", "access-control-expose-headers", "content-length", "content-type", "vary",
    ]

    private func headerProblems(_ exchange: AnsweredRequest, _ response: JSONValue) -> [String] {
        let documented = response["headers"]?.object?.members ?? []
        let names = Set(documented.map { $0.name.lowercased() }).union(Self.headersOfAll)
        let unknown = exchange.headers.fields.map { "\($0.name)" }.filter { !names.contains($0.lowercased()) }
        return unknown.map { " \($0) is not documented" }
            + documented.flatMap { member -> [String] in
                let header = resolved(member.value)
                guard let text = exchange.headers.text(member.name) else {
                    return header?["required"] == true ? [" \(member.name) is missing"] : []
                }
                return textProblems(text, header?["schema"] ?? .null, " \(member.name)")
            }
    }

    private func contentProblems(_ exchange: AnsweredRequest, _ response: JSONValue) -> [String] {
        guard let content = response["content"]?.object else {
            return exchange.body?.isEmpty == true ? [] : [" has a body"]
        }
        let type = exchange.headers["Content-Type"]?.prefix { $0 != ";" } ?? ""
        guard let media = content[String(type)], let schema = media["schema"] else {
            return [" \(type) is not documented"]
        }
        guard let body = exchange.body, type == "application/json" else { return [] }
        guard let value = try? JSONParser.parse(body) else { return [" is not JSON"] }
        return SchemaValidator(contract: self).problems(of: value, schema)
    }

    // MARK: Requests

    /// What is taken has to be what is documented, so that nobody is told to send less than they may.
    private func requestProblems(_ exchange: AnsweredRequest, _ operation: Operation) -> [String] {
        let query = exchange.target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        let parameters = try? QueryParameters(query)
        let problems = operation.parameters.flatMap { parameter -> [String] in
            let name = parameter["name"]?.string ?? ""
            let text =
                switch parameter["in"] {
                case "query": parameters?[name]
                case "header": exchange.requestHeaders.text(name)
                default: nil as String?
                }
            return textProblems(text, parameter["schema"] ?? .null, " parameter \(name)")
        }
        return problems + bodyProblems(exchange, operation)
    }

    private func bodyProblems(_ exchange: AnsweredRequest, _ operation: Operation) -> [String] {
        let content = operation.members["requestBody"]?["content"]
        guard
            let schema = content?["application/json"]?["schema"], !exchange.requestBody.isEmpty,
            let value = try? JSONParser.parse(exchange.requestBody)
        else { return [] }
        return SchemaValidator(contract: self, allowsUnknownMembers: true).problems(of: value, schema, at: " request")
    }

    /// A text in a place that knows only texts, as what its schema says it is.
    private func textProblems(_ text: String?, _ schema: JSONValue, _ place: String) -> [String] {
        guard let text else { return [] }
        let type = (resolved(schema) ?? schema)["type"]
        let isPlain = type == "integer" || type == "boolean"
        let value = isPlain ? (try? JSONParser.parse(Array(text.utf8))) ?? .string(text) : .string(text)
        return SchemaValidator(contract: self).problems(of: value, schema, at: place)
    }
}

extension HTTPHeaders {
    fileprivate func text(_ name: String) -> String? { HTTPFieldName(name).flatMap { self[$0] } }
}
