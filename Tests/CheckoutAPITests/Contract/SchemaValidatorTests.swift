import HTTPMessages
import Testing

/// The judge of all answers can find fault.
@Suite struct SchemaValidatorTests {
    private static let contract = Contract(document: [
        "paths": [:],
        "components": [
            "schemas": [
                "Id": ["type": "string", "pattern": "^x_[0-9]+$"],
                "Base": [
                    "type": "object", "required": ["id"], "properties": ["id": ["$ref": "#/components/schemas/Id"]],
                ],
            ]
        ],
    ])

    private func problems(_ value: JSONValue, _ schema: JSONValue, unknown: Bool = false) -> [String] {
        SchemaValidator(contract: Self.contract, allowsUnknownMembers: unknown).problems(of: value, schema)
    }

    @Test(
        arguments: [
            (["type": "string"], "a", 1), (["type": ["integer", "null"]], .null, "a"), (["const": "a"], "a", "b"),
            (["enum": ["a", .null]], .null, "b"), (["type": "integer", "minimum": 1], 1, 0),
            (["type": "integer", "maximum": 1], 1, 2), (["minLength": 2], "ab", "a"), (["maxLength": 1], "a", "ab"),
            (["pattern": "^a$"], "a", "ab"), (["format": "date-time"], "2026-01-31T23:59:59.999Z", "yesterday"),
            (["format": "uri"], "https://a.example/", "a.example"), (["type": "array", "maxItems": 1], [1], [1, 2]),
            (["type": "array", "minItems": 1], [1], []), (["items": ["type": "string"]], ["a"], ["a", 1]),
            (["type": "object", "required": ["a"]], ["a": 1], ["b": 1]),
            (["contentSchema": ["const": 1]], "1", "2"), (["contentSchema": ["const": 1]], "1", "{"),
            (["maxProperties": 1], ["a": 1], ["a": 1, "b": 2]),
            (["propertyNames": ["maxLength": 1]], ["a": 1], ["ab": 1]),
            (["additionalProperties": ["type": "string"]], ["a": "b"], ["a": 1]),
            (["$ref": "#/components/schemas/Base"], ["id": "x_1"], ["id": "y_1"]),
            (["oneOf": [["type": "string"], ["const": "a"]]], "b", "a"),
            (["anyOf": [["type": "string"], ["const": "a"]]], "a", 1),
            (["allOf": [["type": "string"], ["maxLength": 1]]], "a", "ab"),
        ] as [(JSONValue, JSONValue, JSONValue)])
    func aKeywordHoldsOrNot(_ schema: JSONValue, _ good: JSONValue, _ bad: JSONValue) {
        #expect(problems(good, schema) == [])
        #expect(problems(bad, schema).count == 1)
    }

    @Test func membersThatNobodySpeaksOfAreFound() {
        let schema: JSONValue = [
            "allOf": [["$ref": "#/components/schemas/Base"], ["properties": ["name": ["type": "string"]]]]
        ]
        #expect(problems(["id": "x_1", "name": "n"], schema) == [])
        #expect(problems(["id": "x_1", "extra": 1], schema) == [".extra is not documented"])
        #expect(problems(["id": "x_1", "extra": 1], schema, unknown: true) == [])
        #expect(problems(["a": ["id": "x_1", "b": 2]], ["properties": ["a": schema]]) == [".a.b is not documented"])
        #expect(problems(["anything": 1], ["type": "object"]) == [])
    }

    @Test func membersOfAnAlternativeThatDoesNotFitDoNotCount() {
        let schema: JSONValue = [
            "oneOf": [
                ["properties": ["kind": ["const": "a"], "left": ["type": "integer"]]],
                ["properties": ["kind": ["const": "b"], "right": ["type": "integer"]]],
            ]
        ]
        #expect(problems(["kind": "a", "left": 1], schema) == [])
        #expect(problems(["kind": "a", "right": 1], schema) == [".right is not documented"])
    }

    @Test func whatItDoesNotKnowIsFound() {
        #expect(problems(1, ["multipleOf": 2]) == [": the keyword multipleOf is not known here"])
        #expect(problems("a", ["format": "hostname"]).count == 1)
        #expect(problems(1, ["$ref": "#/components/schemas/None"]).count == 1)
        #expect(problems(1, true).count == 1)
    }
}
