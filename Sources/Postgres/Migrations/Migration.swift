/// One step of the schema's history: a script, in the order of its number.
package struct Migration: Hashable, Sendable {
    package let number: Int
    package let name: String
    package let sql: String

    package init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// From a file called `NNNN_name.sql`; nil when it is called otherwise.
    package init?(fileName: String, sql: String) {
        let stem = fileName.hasSuffix(".sql") ? fileName.dropLast(4) : ""
        let parts = stem.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].count == 4, parts[0].allSatisfy({ $0.isASCII && $0.isNumber }),
            let number = Int(parts[0]), !parts[1].isEmpty
        else { return nil }
        self.init(number: number, name: String(parts[1]), sql: sql)
    }

    /// How messages call it: the file's name without its ending.
    package var title: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
    }
}
