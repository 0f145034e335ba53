import EventLoop
import Foundation
import TestSupport
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A newcomer types what the README says and sees what it shows.
@Suite(.timeLimit(.minutes(3))) struct ReadmeTests {
    @Test func theWholePurchaseIsAsShown() async throws {
        let steps = try purchase()
        #expect(steps.count { $0.shown != nil } == 4)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let dev = try await TillProcess.start(
                ["dev", "--state", folder.path + "/.till", "--listen", "127.0.0.1:0"],
                environment: ["TILL_LOOPS": "2", "TILL_LOG_FORMAT": "json"], on: loop)
            try await dev.output(containing: "Ctrl-C")
            let typed = steps.map(\.commands).joined(separator: "echo '\(Self.mark)'\n")
            let printed = try await run(typed, in: folder.path, on: loop).components(separatedBy: Self.mark + "\n")
            #expect(printed.count == steps.count)
            for (step, output) in zip(steps, printed) {
                #expect(withoutTimes(output) == withoutTimes(step.shown ?? ""), "after\n\(step.commands)")
            }
            dev.signal(SIGTERM)
            #expect(await dev.exitCode() == 0)
        }
    }

    // MARK: The page

    /// A block of commands, and what the page shows after it.
    private struct Step {
        var commands: String
        var shown: String?
    }

    private static let mark = "----8<----"

    private func purchase() throws -> [Step] {
        let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let readme = try String(contentsOf: top.appending(path: "README.md"), encoding: .utf8)
        let sections = readme.components(separatedBy: "\n## ")
        let section = try #require(sections.first { $0.hasPrefix("A whole purchase\n") })
        var steps: [Step] = []
        // Every other part is inside of a fence, and begins with its language.
        for (index, part) in section.components(separatedBy: "\n```").enumerated() where index % 2 == 1 {
            let block = String(part.drop { $0 != "\n" }.dropFirst()) + "\n"
            switch part.prefix(while: { $0 != "\n" }) {
            case "sh": steps.append(Step(commands: block))
            case "text":
                try #require(!steps.isEmpty && steps[steps.count - 1].shown == nil)
                steps[steps.count - 1].shown = block
            case let language: Issue.record("what is a block of “\(language)”?")
            }
        }
        return steps
    }

    private func withoutTimes(_ text: String) -> String {
        text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "{time}")
    }

    // MARK: The shell

    /// What `bash` prints, errors included, and that it ended well.
    private func run(_ script: String, in folder: String, on loop: EventLoop) async throws -> String {
        let file = folder + "/typed"
        try FileSystem.write(script, to: file)
        let (ended, pipe) = try await loop.submit {
            let pipe = LoopBound(try TextPipe(loop: loop), on: loop)
            var options = ChildProcess.Options(executable: "/usr/bin/env", arguments: ["bash", file])
            options.workingDirectory = folder
            options.standardOutput = .descriptor(pipe.value.writeEnd)
            options.standardError = .descriptor(pipe.value.writeEnd)
            let ended = LoopBound(LoopEvent<ChildProcess.ExitStatus>(), on: loop)
            _ = try ChildProcess.spawn(options, loop: loop) { ended.value.happen($0) }
            pipe.value.closeWriteEnd()
            return (ended, pipe)
        }
        #expect(await loop.run { await ended.value.wait() } == .exited(0))
        return await loop.run { await pipe.value.whole() }
    }
}
