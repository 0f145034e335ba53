/// How the process ends, told apart so that a supervisor or a script can act on it.
///
/// Up to 78 they mean what sysexits.h says; 79 and above are Till's own.
enum ExitCode: Int32, CaseIterable, Sendable {
    case success = 0
    case usage = 64
    case refused = 65
    case unavailable = 69
    case software = 70
    case osError = 71
    case cannotCreate = 73
    case stateHeld = 75
    case configuration = 78
    case unsafeDatabase = 79
    case schemaOld = 80
    case schemaUnknown = 81

    var meaning: String {
        switch self {
        case .success: "Everything asked for was done; after a signal, the drain finished in time."
        case .usage: "The command line is wrong; the message says what was meant, perhaps."
        case .refused: "It does not fit what is in the database: no such organization, a slug that is taken, and so on."
        case .unavailable:
            "The database or the payment provider cannot be reached, or PostgreSQL could not be found or started."
        case .software: "Something unexpected failed; the message is worth a bug report."
        case .osError: "The system refused something: the address is in use, no descriptors are left, and so on."
        case .cannotCreate: "The state directory cannot be used, or is not one that till dev made."
        case .stateHeld: "Another till dev holds the state directory."
        case .configuration: "The configuration is wrong; every problem is listed."
        case .unsafeDatabase: "The database may lose committed payments (fsync or the like is off)."
        case .schemaOld: "The database's schema is older than this build; run till migrate."
        case .schemaUnknown: "The schema is newer than this build, or an applied migration was edited."
        }
    }
}

/// Why a command ends before its work is done: what to tell the operator, and the code to exit with.
struct CommandFailure: Error, Equatable, Sendable {
    var code: ExitCode
    /// What happened, in a sentence; then how to mend it.
    var message: String

    /// A signal came before there was anything to drain: not a failure, but an early end.
    static let interrupted = CommandFailure(.success, "Stopped before everything was ready.")

    init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
