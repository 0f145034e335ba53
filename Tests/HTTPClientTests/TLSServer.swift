import EventLoop
import Foundation
import Testing

/// OpenSSL's own test server with a fresh self-signed certificate for 127.0.0.1, on a port of its choice.
final class TLSServer {
    let certificateFile: String
    private let port: Int
    private let folder: URL
    private let process: ChildProcess

    private init(port: Int, folder: URL, process: ChildProcess) {
        self.port = port
        self.folder = folder
        self.process = process
        certificateFile = folder.appending(path: "certificate.pem").path
    }

    func url(_ host: String) -> String { "https://\(host):\(port)/" }

    static func start(loop: EventLoop) async throws -> TLSServer {
        let folder = FileManager.default.temporaryDirectory.appending(path: "till-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let files = [
            "-keyout", folder.appending(path: "key.pem").path, "-out", folder.appending(path: "certificate.pem").path,
        ]
        let made = await withCheckedContinuation { continuation in
            let options = openssl(
                ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
                    + ["-subj", "/CN=till-test", "-addext", "subjectAltName=IP:127.0.0.1"] + files)
            do {
                _ = try ChildProcess.spawn(options, loop: loop) { continuation.resume(returning: $0 == .exited(0)) }
            } catch {
                continuation.resume(returning: false)
            }
        }
        try #require(made, "openssl could not make a certificate")
        return try await serve(folder, loop: loop)
    }

    func stop() {
        process.signal(SIGTERM)
        try? FileManager.default.removeItem(at: folder)
    }

    private static func serve(_ folder: URL, loop: EventLoop) async throws -> TLSServer {
        let output = Pipe()
        var options = openssl(
            ["s_server", "-www", "-accept", "127.0.0.1:0", "-cert", folder.appending(path: "certificate.pem").path]
                + ["-key", folder.appending(path: "key.pem").path])
        options.standardOutput = .descriptor(output.fileHandleForWriting.fileDescriptor)
        let process = try ChildProcess.spawn(options, loop: loop) { _ in }
        // Ours has to go, or the end of the server would not end the pipe.
        try output.fileHandleForWriting.close()
        let port = try #require(await announcedPort(output.fileHandleForReading, loop: loop), "openssl s_server ended")
        return TLSServer(port: port, folder: folder, process: process)
    }

    /// It prints its address once it listens.
    private static func announcedPort(_ output: FileHandle, loop: EventLoop) async -> Int? {
        var text = ""
        while true {
            let data = await withCheckedContinuation { (continuation: CheckedContinuation<Data, Never>) in
                var watcher: DescriptorWatcher?
                watcher = try? DescriptorWatcher(descriptor: output.fileDescriptor, loop: loop) { _ in
                    watcher?.close()
                    watcher = nil
                    continuation.resume(returning: output.availableData)
                }
                if let watcher { watcher.watch(.readable) } else { continuation.resume(returning: Data()) }
            }
            guard !data.isEmpty else { return nil }
            text += String(decoding: data, as: UTF8.self)
            if let match = text.firstMatch(of: /ACCEPT .*:(\d+)\s/) { return Int(match.1) }
        }
    }

    /// Bounded, so that nothing is left behind even by a test that crashes.
    private static func openssl(_ arguments: [String]) -> ChildProcess.Options {
        var options = ChildProcess.Options(executable: "timeout", arguments: ["60", "openssl"] + arguments)
        options.standardOutput = .null
        options.standardError = .null
        return options
    }
}
