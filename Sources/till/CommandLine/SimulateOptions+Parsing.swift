import EventLoop

extension SimulateOptions {
    init(_ options: ParsedOptions) throws(CommandFailure) {
        if let text = options["--listen"] {
            _ = try OptionValue.read("--listen", text) { text throws(Expectation) in
                try SocketAddress(listening: text)
            }
            listen = text
        }
        if let text = options["--webhook-url"] {
            webhookURL = try OptionValue.read("--webhook-url", text) { text throws(Expectation) in
                guard (try? PublicURL.parse(text)) != nil else {
                    throw Expectation(advice: "give a URL like http://127.0.0.1:8080/stripe/webhooks")
                }
                return text
            }
        }
        webhookSecret = options["--webhook-secret"]
        if webhookSecret != nil, webhookURL == nil {
            throw CommandLineParser.usage("“--webhook-secret” has no effect without “--webhook-url”.")
        }
        if let text = options["--seed"] {
            seed = try OptionValue.read("--seed", text) { text throws(Expectation) in
                guard let seed = UInt64(text) else { throw Expectation(advice: "give a whole number") }
                return seed
            }
        }
    }
}
