#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How commands come by their configuration.
enum CommandConfiguration {
    /// Reads the environment and the env file, without judging.
    static func read(
        envFile: String?, environment: [String: String], requiring needs: ConfigurationNeeds = []
    ) throws(CommandFailure) -> ConfigurationReading {
        var file: EnvironmentFile?
        if let envFile {
            file = EnvironmentFile(text: try text(of: envFile), path: envFile)
            handOver(file?.entries ?? [], environment: environment)
        }
        return ConfigurationReader.read(
            environment: environment, file: file, path: envFile ?? "", requiring: needs)
    }

    private static func text(of path: String) throws(CommandFailure) -> String {
        do throws(FileError) {
            if let text = try FileSystem.read(path) { return text }
            throw FileError(path: path, code: ENOENT)
        } catch {
            throw CommandFailure(.configuration, "The env file cannot be read (\(error)).")
        }
    }

    /// libpq reads its PG… variables from the process's environment by itself. Nothing else runs yet.
    private static func handOver(_ entries: [EnvironmentFile.Entry], environment: [String: String]) {
        for entry in entries where entry.name.hasPrefix("PG") && environment[entry.name] == nil {
            setenv(entry.name, entry.value, 0)
        }
    }
}
