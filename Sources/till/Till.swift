/// The executable: reads the command line, and hands over to the command.
@main
struct Till {
    static func main() {
        do throws(CommandFailure) {
            let command = try CommandLineParser.parse(Array(CommandLine.arguments.dropFirst()))
            switch command {
            case .help(let topic): StandardOutput.print(Help.text(on: topic))
            default: break
            }
        } catch {
            StandardOutput.printError("till: \(error.message)")
        }
    }
}
