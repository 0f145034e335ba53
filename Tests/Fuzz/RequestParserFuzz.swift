// The request parser under libFuzzer: whatever the bytes, it must not crash, must not take more than it was given, and
// must come to the same events however the bytes are cut. `make fuzz` compiles this file into the module's sources.

/// What a parser made of its input, boiled down so that two runs can be compared.
private struct Trace: Equatable {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    var heads = 0
    var error: RequestError?
    var isBetweenRequests = false

    mutating func add(_ byte: UInt8) {
        digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0xff)
    }

    mutating func add(_ event: RequestParser.Event) {
        switch event {
        case .head(let head):
            heads += 1
            add("\(head.method) \(head.version) \(head.path) \(head.query ?? "-") \(head.authority)")
            add("\(head.bodyFraming) \(head.keepAlive) \(head.expectsContinue)")
            for (name, value) in head.headers { add("\(name): \(value)") }
        case .body(let piece):
            for byte in piece { add(byte) }
        case .end:
            add("end")
        }
    }
}

/// Feeds the input in pieces of the lengths that `cut` returns.
private func trace(_ input: UnsafeRawBufferPointer, cut: (_ rest: Int) -> Int) -> Trace {
    var parser = RequestParser()
    var trace = Trace()
    var start = 0
    while start < input.count, trace.error == nil {
        let length = max(1, min(cut(input.count - start), input.count - start))
        let piece = UnsafeRawBufferPointer(rebasing: input[start..<start + length])
        var rest = piece
        do {
            while let event = try parser.next(&rest) {
                precondition(rest.count <= piece.count, "the parser took more than it was given")
                trace.add(event)
            }
            precondition(rest.isEmpty, "the parser left bytes without saying why")
        } catch {
            trace.error = error
            requireSticky(&parser, error)
        }
        precondition(parser.pending.count <= 26 * 1024, "the parser keeps more than its limits allow")
        start += length
    }
    trace.isBetweenRequests = parser.isBetweenRequests
    return trace
}

/// After an error every call must end in the same one.
private func requireSticky(_ parser: inout RequestParser, _ expected: RequestError) {
    var nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    do {
        _ = try parser.next(&nothing)
        preconditionFailure("the parser went on after an error")
    } catch {
        precondition(error == expected, "the parser changed its mind")
    }
}

/// Every head that was accepted goes through what handlers do with it.
private func exercise(_ input: UnsafeRawBufferPointer, _ router: Router) {
    var parser = RequestParser()
    var rest = input
    while let event = try? parser.next(&rest) {
        guard case .head(let head) = event else { continue }
        if case .found(_, let parameters) = router.match(head) { _ = parameters["id"] }
        if let query = try? QueryParameters(head) { _ = try? query.integer("after", in: 0...100) }
        _ = try? MediaType.requireJSON(head)
        if let tag = head["If-None-Match"] { _ = EntityTag(version: 1).isNamed(by: tag) }
        var output: [UInt8] = []
        ServerSentEvents.write(data: head.path, id: head["Last-Event-ID"], into: &output)
        _ = HTTPResponse.error(.unexpected(head.path), requestID: head["X-Request-Id"] ?? "")
    }
}

private let router: Router = {
    var router = Router()
    for pattern in ["/", "/v1/checkout/create", "/v1/checkout/{id}", "/v1/{kind}/{id}/status"] {
        do {
            try router.register(.get, pattern)
        } catch {
            preconditionFailure("\(error)")
        }
    }
    return router
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequestParser(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : size)
    let whole = trace(input) { $0 }
    let single = trace(input) { _ in 1 }
    precondition(whole == single, "byte by byte: \(single), whole: \(whole)")
    // The cuts come from the input itself, so that a crash replays.
    var state = whole.digest
    let pieces = trace(input) { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 58)
    }
    precondition(whole == pieces, "in pieces: \(pieces), whole: \(whole)")
    exercise(input, router)
    return 0
}
