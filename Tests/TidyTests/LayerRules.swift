/// Which target may see which: arrows point down only, nothing imports what stands beside it.
enum LayerRules {
    /// From the bottom to the top, as CONTRIBUTING.md draws it; those still to come have their place already.
    static let layers: [Set<String>] = [
        ["CLibuv", "CLibpq", "COpenSSL", "CLibcurl"],
        ["EventLoop", "Cryptography", "HTTPMessages", "Checkout"],
        ["Webhooks", "Payments"],
        ["Postgres", "HTTPServer", "HTTPClient"],
        ["Schema", "CheckoutStore", "Stripe", "Paddle", "Simulator", "Pages"],
        ["CheckoutFlow"],
        ["CheckoutAPI", "BackgroundWork"],
        ["till"],
    ]

    /// No I/O, no clock, no C: values in, values out.
    static let pure: Set<String> = ["Checkout", "HTTPMessages"]

    /// What a target may import besides targets of this package.
    static let systemModules: Set<String> = [
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Darwin", "Musl", "Synchronization",
    ]

    /// Every dependency in the manifest points to a lower layer.
    static func upwardDependencies(
        _ dependencies: [String: [String]], layers: [Set<String>] = Self.layers
    ) -> [Finding] {
        func height(_ target: String) -> Int? { layers.firstIndex { $0.contains(target) } }
        return dependencies.sorted { $0.key < $1.key }.flatMap { target, names -> [Finding] in
            guard let top = height(target) else { return [] }
            return names.filter { height($0).map { $0 >= top } ?? true }.map {
                Finding(path: "Package.swift", line: 1, message: "\(target) may not depend on \($0)")
            }
        }
    }

    /// Every target of `Sources` has its place in the layers.
    static func unplacedTargets(
        in files: [TextFile], tools: Set<String>, layers: [Set<String>] = Self.layers
    ) -> [Finding] {
        let known = layers.reduce(tools) { $0.union($1) }
        return Set(files.compactMap(target)).subtracting(known).sorted().map {
            Finding(path: "Sources/\($0)", line: 1, message: "this target has no layer yet")
        }
    }

    /// Every import of a module of ours is declared in the manifest, and every other one is known.
    static func undeclaredImports(in files: [TextFile], dependencies: [String: [String]]) throws -> [Finding] {
        try files.flatMap { file -> [Finding] in
            guard let target = target(of: file) else { return [] }
            let allowed = systemModules.union(dependencies[target] ?? [])
            return try imports(of: file).filter { !allowed.contains($0.module) }.map {
                Finding(path: file.path, line: $0.line, message: "\(target) may not import \($0.module)")
            }
        }
    }

    static func impureImports(in files: [TextFile], pure: Set<String> = Self.pure) throws -> [Finding] {
        try files.flatMap { file -> [Finding] in
            guard let target = target(of: file), pure.contains(target) else { return [] }
            return try imports(of: file).filter { !pure.contains($0.module) }.map {
                Finding(path: file.path, line: $0.line, message: "\(target) is pure and may not import \($0.module)")
            }
        }
    }

    private static func target(of file: TextFile) -> String? {
        let parts = file.path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    private static func imports(of file: TextFile) throws -> [(module: String, line: Int)] {
        let statement = try Regex(
            #"^\s*(?:@[\w()]+\s+)*(?:(?:package|internal|private|fileprivate)\s+)?import\s+"#
                + #"(?:(?:struct|class|enum|func|protocol|typealias|var|let)\s+)?(\w+)"#,
            as: (Substring, Substring).self)
        return file.codeLines.enumerated().compactMap { index, line in
            guard line.contains("import"), let match = line.firstMatch(of: statement) else { return nil }
            return (String(match.1), index + 1)
        }
    }
}
