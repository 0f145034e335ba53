import Foundation
import PackagePlugin

/// Turns `Migrations/*.sql` into a Swift source at build time, so that the binary carries its own schema.
@main
struct EmbedMigrations: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "Migrations")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { !$0.lastPathComponent.hasPrefix(".") }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedMigrations.swift")
        return [
            .buildCommand(
                displayName: "Embedding migrations",
                executable: try context.tool(named: "embed-migrations").url,
                arguments: [folder.path(percentEncoded: false), output.path(percentEncoded: false)],
                // The files for edits, the folder for new and removed ones.
                inputFiles: files + [folder],
                outputFiles: [output])
        ]
    }
}
