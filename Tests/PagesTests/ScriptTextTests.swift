import Testing

@testable import Pages

@Suite struct ScriptTextTests {
    @Test func modulesBecomeOneTextWithoutWhatOnlyReadersNeed() {
        var script = ScriptText()
        script.append(
            module: Array(
                """
                // Why it is there.

                /** What it is. */
                export const one = "http://not.a/comment";
                /**
                 * export what stands in a comment;
                 */
                export function two() {
                    return one; // Here it may not stand, and stays.
                }
                """.utf8))
        script.append(Array("    export { one, two };\n".utf8))
        #expect(
            script.text == """
                const one = "http://not.a/comment";
                function two() {
                return one; // Here it may not stand, and stays.
                }
                export { one, two };

                """)
    }
}
