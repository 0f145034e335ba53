import Testing

@testable import till

@Suite struct CommandLineTests {
    @Test(arguments: [
        (["serve"], Command.serve(envFile: nil)),
        (["serve", "--env-file", "a.env"], .serve(envFile: "a.env")),
        (["serve", "--env-file=a=b.env"], .serve(envFile: "a=b.env")),
        (["dev"], .dev(DevOptions())),
        (
            ["dev", "--listen", "[::1]:0", "--state", "/tmp/x", "--reset"],
            .dev(DevOptions(listen: "[::1]:0", state: "/tmp/x", reset: true))
        ),
        (["migrate"], .migrate(.apply, envFile: nil)),
        (["migrate", "--dry-run"], .migrate(.dryRun, envFile: nil)),
        (["migrate", "--status"], .migrate(.status, envFile: nil)),
        (["config", "check"], .configCheck(database: false, envFile: nil)),
        (["config", "check", "--database"], .configCheck(database: true, envFile: nil)),
        (["config", "--help"], .help(.command(.configCheck))),
        (["version"], .version),
        (["--version"], .version),
        ([], .help(.overview)),
        (["-h"], .help(.overview)),
        (["help"], .help(.overview)),
        (["help", "config"], .help(.configuration)),
        (["help", "exit-codes"], .help(.exitCodes)),
        (["help", "config", "check"], .help(.command(.configCheck))),
        (["help", "dev"], .help(.command(.dev))),
        (["migrate", "--help"], .help(.command(.migrate))),
        (["dev", "--nonsense", "-h"], .help(.command(.dev))),
    ])
    func understands(_ words: [String], _ command: Command) throws {
        #expect(try CommandLineParser.parse(words) == command)
    }

    @Test(arguments: [
        (["sevre"], "There is no command “sevre”; did you mean “serve”?"),
        (["frobnicate"], "There is no command “frobnicate”."),
        (["--hepl"], "There is no option “--hepl”; did you mean “--help”?"),
        (["config"], "“till config” needs a word more: try “till config check”."),
        (["dev", "--lisen", "x"], "“till dev” has no option “--lisen”; did you mean “--listen”?"),
        (["serve", "--listen", "x"], "“till serve” has no option “--listen”."),
        (["dev", "now"], "“till dev” takes no “now”."),
        (["dev", "--state"], "“--state” needs a value: --state DIR."),
        (["dev", "--state", "--reset"], "“--state” needs a value: --state DIR."),
        (["dev", "--state="], "“--state” needs a value: --state DIR."),
        (["dev", "--reset=yes"], "“--reset” takes no value."),
        (["dev", "--reset", "--reset"], "“--reset” was given twice: give it once."),
        (["migrate", "--dry-run", "--status"], "“--dry-run” and “--status” exclude each other: give one of them."),
        (["help", "confg"], "There is no help on “confg”; did you mean “config”?"),
        (["help", "supervise"], "There is no help on “supervise”."),
        (
            ["run-as", "x"], "This command is for till itself; see “till help” for those that are for you."
        ),
    ])
    func refuses(_ words: [String], _ sentence: String) {
        #expect(throws: CommandFailure(.usage, sentence)) { try CommandLineParser.parse(words) }
    }

    @Test func suggestsOnlyWhatIsNear() {
        #expect(Suggestion.nearest(to: "migarte", among: ["migrate", "dev"]) == "migrate")
        #expect(Suggestion.nearest(to: "TILL_LISTN", among: ["TILL_LISTEN", "TILL_LOOPS"]) == "TILL_LISTEN")
        #expect(Suggestion.nearest(to: "x", among: ["serve", "dev"]) == nil)
        #expect(Suggestion.nearest(to: "", among: ["serve"]) == nil)
    }
}
