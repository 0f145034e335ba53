/// The commands about what waits for a person.
extension CommandSpecification {
    static let reconcile = CommandSpecification(
        name: .reconcile, summary: "Compare with the payment provider now, and mend what has drifted.",
        discussion: """
            A running service does the same bit by bit. What differs goes through the rules like any other news; what they
            cannot decide is put up for review. At most 20 calls a second. Any number may run at once, and be stopped.
            """,
        options: [
            Option(name: "--org", value: "ORG", summary: "Only this organization's, by slug or id."),
            Option(name: "--mode", value: "MODE", summary: "test or live (default that of STRIPE_SECRET_KEY)."),
            Option(
                name: "--days", value: "COUNT",
                summary:
                    "How far back to look for what has ended (default \(ReconcileOptions.standardDays), at most \(ReconcileOptions.maximumDays))."
            ),
        ] + shared)

    static let reviewCommands = [
        CommandSpecification(
            name: .reviewsList, summary: "List what waits for a person, newest first.",
            discussion:
                "Of all organizations, and what belongs to none. docs/operations.md says what to do about each kind.",
            options: [
                Option(name: "--org", value: "ORG", summary: "Only this organization's, by slug or id."),
                Option(name: "--status", value: "STATUS", summary: "open, resolved or all (default open)."),
            ] + shared),
        CommandSpecification(
            name: .reviewsShow, summary: "Show all that is known about one of them.", discussion: "",
            options: shared, operands: "REVIEW-ID", operandCount: 1),
        CommandSpecification(
            name: .reviewsResolve, summary: "Note that it has been seen to.",
            discussion: "Nothing else happens by it. What is resolved already stays as it is.",
            options: [Option(name: "--note", value: "TEXT", summary: "What was done, for whoever reads it later.")]
                + shared,
            operands: "REVIEW-ID", operandCount: 1),
        CommandSpecification(
            name: .eventsReplay, summary: "Have a provider's event handled once more.",
            discussion: """
                EVENT is our id of it (pev_…) or the provider's (evt_…). A running service takes it up within seconds; what
                waited for a person because of it is resolved, and put up again if it fails again.
                """,
            options: shared, operands: "EVENT", operandCount: 1),
    ]
}
