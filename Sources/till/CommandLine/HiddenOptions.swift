/// What `till run-as` is told: `PARENT-ID USER-ID GROUP-ID PROGRAM [ARGUMENT…]`.
struct RunAsOptions: Equatable, Sendable {
    /// The process without which the program shall not live.
    var parent: Int32
    var user: UInt32
    var group: UInt32
    /// The program and its arguments.
    var program: [String]

    init(parent: Int32, owner: DatabaseOwner, program: [String]) {
        self.parent = parent
        user = owner.user
        group = owner.group
        self.program = program
    }

    init(arguments: [String]) throws(CommandFailure) {
        guard arguments.count >= 4, let parent = Int32(arguments[0]), let user = UInt32(arguments[1]),
            let group = UInt32(arguments[2])
        else { throw Self.notForPeople }
        self.parent = parent
        self.user = user
        self.group = group
        program = Array(arguments.dropFirst(3))
    }

    var arguments: [String] {
        [CommandSpecification.Name.runAs.rawValue, "\(parent)", "\(user)", "\(group)"] + program
    }

    static let notForPeople = CommandLineParser.usage(
        "This command is for till itself; see “till help” for those that are for you.")
}

/// What `till supervise` is told: `USER-ID GROUP-ID PROGRAM [ARGUMENT…]`.
struct SuperviseOptions: Equatable, Sendable {
    var owner: DatabaseOwner
    var program: [String]

    init(owner: DatabaseOwner, program: [String]) {
        self.owner = owner
        self.program = program
    }

    init(arguments: [String]) throws(CommandFailure) {
        guard arguments.count >= 3, let user = UInt32(arguments[0]), let group = UInt32(arguments[1]) else {
            throw RunAsOptions.notForPeople
        }
        owner = DatabaseOwner(user: user, group: group, isOther: false)
        program = Array(arguments.dropFirst(2))
    }

    var arguments: [String] {
        [CommandSpecification.Name.supervise.rawValue, "\(owner.user)", "\(owner.group)"] + program
    }
}
