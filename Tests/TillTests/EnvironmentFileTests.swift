import Testing

@testable import till

@Suite struct EnvironmentFileTests {
    private func value(_ line: String) -> String? {
        let file = EnvironmentFile(text: line, path: "f")
        #expect(file.problems == [])
        return file.entries.first?.value
    }

    @Test func readsLines() {
        let file = EnvironmentFile(
            text: "# a comment\r\n\nA=1\r\n  export B_2 = ignored\nexport\tC='x y'\nexportD=2", path: "f")
        #expect(file.entries.map(\.name) == ["A", "C", "exportD"])
        #expect(file.entries.map(\.line) == [3, 5, 6])
        #expect(file.problems.count == 1)
    }

    @Test(arguments: [
        ("A=", ""), ("A=b", "b"), ("A= b c ", "b c"), ("A=b # c", "b"), ("A=b#c", "b#c"), ("A=#c", ""),
        ("A=b=c", "b=c"),
        ("A='b # \\n \"c'", "b # \\n \"c"), ("A=\"b\\n\\t\\\\\\\"\\$c\" # d", "b\n\t\\\"$c"), ("A=''", ""),
        ("A=é•", "é•"),
        ("\u{FEFF}A=b", "b"), ("A=it's", "it's"), ("A='b' ", "b"),
    ])
    func readsValues(_ line: String, _ expected: String) {
        #expect(value(line) == expected)
    }

    @Test(arguments: [
        ("canary", "there is no “=”: write NAME=value, or begin the line with “#”"),
        ("=canary", "what stands before “=” is not a name: use letters, digits and “_”, with no space around “=”"),
        ("A B=canary", "what stands before “=” is not a name: use letters, digits and “_”, with no space around “=”"),
        ("A =canary", "what stands before “=” is not a name: use letters, digits and “_”, with no space around “=”"),
        ("1A=canary", "what stands before “=” is not a name: use letters, digits and “_”, with no space around “=”"),
        ("A='canary", "the quote ' is never closed: values end on their line"),
        ("A=\"canary\\\"", "the quote \" is never closed: values end on their line"),
        ("A='canary'x", "something follows the closing quote: quote the whole value"),
        ("A=\"\\canary\"", "a backslash in double quotes goes before n, t, $, \" or \\ only: use single quotes"),
        ("A=canary\0", "it holds a NUL character: remove it"),
    ])
    func saysWhatIsWrongAndKeepsSecrets(_ line: String, _ sentence: String) {
        let file = EnvironmentFile(text: "OK=1\n" + line, path: "till.env")
        #expect(file.entries.map(\.name) == ["OK"])
        #expect(file.problems == ["till.env, line 2: \(sentence)."])
        #expect(!file.problems.joined().contains("canary"))
    }

    @Test func refusesASecondValue() {
        let file = EnvironmentFile(text: "A=1\nB=2\nA=3", path: "f")
        #expect(file.problems == ["f, line 3: A was already set on line 1: keep one of them."])
    }
}
