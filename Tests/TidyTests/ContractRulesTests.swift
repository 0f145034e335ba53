import Testing

@Suite("Contract rules")
struct ContractRulesTests {
    private let contract = TextFile(
        path: "openapi.yaml",
        text: """
            ErrorType:
              description: |
                | `other` | another table |
              enum:
                - other
             ErrorCode:
              description: |
                | `rate_limited` | x |
                | `unlisted` | x |
              enum:
                - rate_limited
                - unavailable
            Liveness:
            """)

    @Test func theListOfCodesIsRead() {
        #expect(ContractRules.documentedCodes(in: contract) == ["rate_limited", "unavailable"])
        #expect(ContractRules.documentedCodes(in: TextFile(path: "openapi.yaml", text: "a:\n")) == [])
    }

    @Test func undocumentedCodesBite() {
        let source = TextFile(
            path: "Sources/A/A.swift",
            text: #"""
                APIError(.a, code: "rate_limited")
                APIError(.b, code: "made_up", message: "x")
                func f(code: String = "also_new") {}
                PostgresError(code: "23505")
                throw .query("as_new", "A sentence.", name)
                """#)
        let findings = ContractRules.undocumentedCodes(in: [source], documented: ["rate_limited"])
        #expect(findings.map(\.line) == [2, 3, 5])
    }

    @Test func unexplainedCodesBite() {
        let findings = ContractRules.unexplainedCodes(in: contract, documented: ["rate_limited", "unavailable"])
        #expect(findings.count == 2)
    }

    @Test func unusedCodesBite() {
        let source = TextFile(path: "Sources/A/A.swift", text: #"APIError(.a, code: "rate_limited") // unavailable"#)
        let findings = ContractRules.unusedCodes(
            in: [source], documented: ["rate_limited", "unavailable"], contract: contract)
        #expect(findings.map(\.message) == ["unavailable is a code that no source has"])
    }
}
