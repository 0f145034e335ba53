extension ReconcileOptions {
    init(_ options: ParsedOptions) throws(CommandFailure) {
        organization = options["--org"]
        if options["--mode"] != nil { livemode = try MerchantScope(options).livemode }
        if let text = options["--days"] {
            days = try OptionValue.read("--days", text) { text throws(Expectation) in
                guard text.utf8.first != UInt8(ascii: "+"), let days = Int(text), (1...Self.maximumDays).contains(days)
                else { throw Expectation(advice: "give a whole number from 1 to \(Self.maximumDays)") }
                return days
            }
        }
        json = options.has("--json")
        envFile = options["--env-file"]
    }
}
