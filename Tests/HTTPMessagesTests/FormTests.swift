import TestSupport
import Testing

@testable import HTTPMessages

/// Bracketed forms, written and read.
@Suite("Forms")
struct FormTests {
    private func parse(_ text: String) throws -> FormMap { try FormParser.parse(Array(text.utf8)) }

    private func text(_ form: FormMap) -> String { String(decoding: FormWriter.encode(form), as: UTF8.self) }

    @Test(
        arguments: [
            ("", [:]), ("a=1", ["a": "1"]), ("a=", ["a": ""]), ("a", ["a": ""]), ("a=b=c", ["a": "b=c"]),
            ("a=x+y%20z%2B", ["a": "x y z+"]), ("a%5Bb%5D=1", ["a": ["b": "1"]]), ("n=%C3%A9", ["n": "é"]),
            ("a[b][c]=1&a[b][d]=2&e=3", ["a": ["b": ["c": "1", "d": "2"]], "e": "3"]),
            ("a[]=1&a[]=2", ["a": .list(["1", "2"])]), ("a[0]=x&a[1]=y", ["a": ["0": "x", "1": "y"]]),
            ("a[][x]=1&a[][y]=2&a[][x]=3", ["a": .list([["x": "1", "y": "2"], ["x": "3"]])]),
        ] as [(String, FormMap)])
    func wellFormed(text: String, form: FormMap) throws {
        #expect(try parse(text) == form)
    }

    @Test(
        arguments: [
            ("a=%", .badEscape), ("a=%4", .badEscape), ("a=%zz", .badEscape), ("a=%ff", .badEscape),
            ("a=%00", .badEscape),
            ("%=1", .badEscape), ("=1", .badName("")), ("&", .badName("")), ("a=1&", .badName("")),
            ("[a]=1", .badName("[a]")), ("a[b=1", .badName("a[b")), ("a]=1", .badName("a]")),
            ("a[b]c=1", .badName("a[b]c")),
            ("a[[b]]=1", .badName("a[[b]]")), ("a[b]]=1", .badName("a[b]]")), ("a=1&a=2", .duplicateName("a")),
            ("a[b]=1&a[b]=2", .duplicateName("a[b]")), ("a=1&a[b]=2", .conflictingNames("a[b]")),
            ("a[b]=2&a=1", .duplicateName("a")), ("a[]=1&a[b]=2", .conflictingNames("a[b]")),
            ("a[b]=1&a[]=2", .conflictingNames("a[]")), ("a[1][2][3][4][5][6][7][8]=1", .tooDeep),
        ] as [(String, FormError)])
    func malformed(text: String, expected: FormError) {
        #expect(throws: expected) { try parse(text) }
    }

    @Test func fieldsAreBounded() throws {
        func fields(_ count: Int) -> String { (0..<count).map { "m[\($0)]=x" }.joined(separator: "&") }
        #expect(try parse(fields(FormParser.maximumFields))["m"]?.list?.count == FormParser.maximumFields)
        #expect(throws: FormError.tooManyFields) { try parse(fields(FormParser.maximumFields + 1)) }
    }

    @Test func digitsAreAListOnlyWhenTheyCountFromZero() throws {
        #expect(try parse("a[0]=x&a[1]=y")["a"]?.list == ["x", "y"])
        #expect(try parse("a[1]=y&a[0]=x")["a"]?.list == ["x", "y"])
        #expect(try parse("a[1]=y")["a"]?.list == nil)
        #expect(try parse("a[0]=x&a[2]=y")["a"]?.list == nil)
        #expect(try parse("a=x")["a"]?.list == nil)
    }

    @Test func writtenAsTheOfficialLibrariesWriteIt() {
        let form: FormMap = [
            "amount": "1000", "automatic_payment_methods": ["enabled": "true"],
            "expand": .list(["latest_charge", "customer"]),
            "metadata": ["order id": "6&7", "ü": "=+%"],
        ]
        #expect(
            text(form)
                == "amount=1000&automatic_payment_methods[enabled]=true&expand[0]=latest_charge&expand[1]=customer"
                + "&metadata[order+id]=6%267&metadata[%C3%BC]=%3D%2B%25")
    }

    @Test func everyFormSurvivesWritingAndReading() throws {
        try withSeed("form round trip") { generator in
            for _ in 0..<500 {
                var form = FormMap()
                for index in 0..<Int.random(in: 0...5, using: &generator) {
                    form["f\(index)"] = randomValue(depth: 3, using: &generator)
                }
                let read = try FormParser.parse(FormWriter.encode(form))
                #expect(comparable(.map(read)) == comparable(.map(form)))
            }
        }
    }

    /// Lists and maps counted from zero are the same form.
    private func comparable(_ value: FormValue) -> FormValue {
        if let list = value.list { return .list(list.map(comparable)) }
        guard case .map(var map) = value else { return value }
        for member in map.members { map[member.name] = comparable(member.value) }
        return .map(map)
    }

    private func randomValue(depth: Int, using generator: inout SeededGenerator) -> FormValue {
        let texts = ["", "1", "a b", "&=+%[]#", "é😀", "\u{1}\n"]
        let count = Int.random(in: 1...3, using: &generator)
        switch Int.random(in: 0...(depth > 0 ? 3 : 1), using: &generator) {
        case 0, 1: return .text(texts.randomElement(using: &generator) ?? "")
        case 2: return .list((0..<count).map { _ in randomValue(depth: depth - 1, using: &generator) })
        default:
            var map = FormMap()
            for index in 0..<count { map["k \(index)&é"] = randomValue(depth: depth - 1, using: &generator) }
            return .map(map)
        }
    }
}
