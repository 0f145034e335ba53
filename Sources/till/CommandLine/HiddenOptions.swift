/// What `till supervise` is told: how to start the program, under whose ids, and which signals ask it to stop.
struct SuperviseOptions: Equatable, Sendable {
    /// The words for `till run-as`.
    var runAs: [String]

    init(arguments: [String]) throws(CommandFailure) {
        _ = try RunAsOptions(arguments: arguments)
        runAs = arguments
    }
}

/// What `till run-as` is told: `USER-ID GROUP-ID PROGRAM [ARGUMENT…]`.
struct RunAsOptions: Equatable, Sendable {
    var user: UInt32
    var group: UInt32
    /// The program and its arguments.
    var program: [String]

    init(arguments: [String]) throws(CommandFailure) {
        guard arguments.count >= 3, let user = UInt32(arguments[0]), let group = UInt32(arguments[1]) else {
            throw CommandLineParser.usage(
                "This command is for till itself; see “till help” for those that are for you.")
        }
        self.user = user
        self.group = group
        program = Array(arguments.dropFirst(2))
    }
}
