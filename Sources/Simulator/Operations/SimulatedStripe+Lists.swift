import HTTPMessages

extension SimulatedStripe {
    /// The owner's object of that id; anybody else's does not exist.
    func owned<Object: SimulatedObject>(
        _ id: String, of owner: Owner, in table: KeyPath<SimulatedStripe, ObjectTable<Object>>, param: String
    ) throws(StripeFailure) -> Object {
        guard let object = self[keyPath: table][id], object.owner == owner else {
            throw .noSuch(Object.noun, id, param: param)
        }
        return object
    }

    /// A page of the owner's objects, newest first.
    func list<Object: SimulatedObject>(
        _ call: APICall, _ table: ObjectTable<Object>, where isWanted: (Object) -> Bool
    ) throws(StripeFailure) -> JSONValue {
        let limit = Int(try call.parameters.integer("limit") ?? 10)
        guard (1...100).contains(limit) else {
            throw .invalid("Invalid limit: must be between 1 and 100", param: "limit")
        }
        let isCreated = try Self.createdFilter(call.parameters)
        var objects = table.newestFirst.filter { $0.owner == call.owner && isCreated($0.created) && isWanted($0) }
        var isBackwards = false
        if let cursor = try call.parameters.text("starting_after") {
            let index = try Self.index(of: cursor, in: objects, param: "starting_after")
            objects.removeFirst(index + 1)
        } else if let cursor = try call.parameters.text("ending_before") {
            let index = try Self.index(of: cursor, in: objects, param: "ending_before")
            objects.removeLast(objects.count - index)
            isBackwards = true
        }
        let page = isBackwards ? objects.suffix(limit) : objects.prefix(limit)
        return [
            "object": "list", "data": .array(page.map(\.json)), "has_more": .bool(objects.count > limit),
            "url": .string(call.path),
        ]
    }

    private static func index<Object: SimulatedObject>(
        of id: String, in objects: [Object], param: String
    ) throws(StripeFailure) -> Int {
        guard let index = objects.firstIndex(where: { $0.id == id }) else {
            throw .noSuch(Object.noun, id, param: param)
        }
        return index
    }

    /// `created=…` or `created[gte]=…` and its like.
    private static func createdFilter(_ parameters: Parameters) throws(StripeFailure) -> (Int64) -> Bool {
        guard parameters.contains("created") else { return { _ in true } }
        if parameters.map["created"]?.text != nil {
            let exact = try parameters.integer("created")
            return { $0 == exact }
        }
        guard let range = try parameters.nested("created") else { return { _ in true } }
        let (gt, gte) = (try range.integer("gt"), try range.integer("gte"))
        let (lt, lte) = (try range.integer("lt"), try range.integer("lte"))
        return { created in
            gt.map { created > $0 } ?? true && gte.map { created >= $0 } ?? true
                && lt.map { created < $0 } ?? true && lte.map { created <= $0 } ?? true
        }
    }

    func listEvents(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let type = try call.parameters.text("type")
        let types = try call.parameters.texts("types")
        return try list(call, events) { event in
            if let types { return types.contains(event.type) }
            guard let type else { return true }
            return type.hasSuffix("*") ? event.type.hasPrefix(type.dropLast()) : event.type == type
        }
    }
}
