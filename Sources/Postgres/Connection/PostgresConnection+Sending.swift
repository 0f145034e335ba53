import CLibpq

extension PostgresConnection {
    private static let binary: Int32 = 1

    /// Hands an operation to libpq; false when the connection is broken.
    func send(_ operation: PipelineOperation) -> Bool {
        guard let pg else { return false }
        operation.isSent = true
        if let script = operation.script {
            machine.sent(operation.id, [.execute(0)])
            return PQexitPipelineMode(pg) == 1 && PQsendQuery(pg, script) == 1
        }
        let uses = operation.items.map { statements.use($0.statement, $0.parameters, afresh: operation.wasResent) }
        operation.names = uses.map(\.name)
        if operation.work == .autocommit { dropUnused(pg) }
        var steps: [PipelineStateMachine.Step] = []
        if let begin = operation.begin {
            guard Self.sendCommand(pg, begin) else { return false }
            steps.append(.begin)
        }
        for (index, (item, use)) in zip(operation.items, uses).enumerated() {
            if use.needsPreparing {
                guard Self.sendPrepare(pg, item, name: use.name) else { return false }
                steps.append(.prepare(index))
            }
            guard Self.sendExecute(pg, item, name: use.name) else { return false }
            steps.append(.execute(index))
        }
        if operation.work == .commit {
            guard Self.sendCommand(pg, "COMMIT") else { return false }
            steps.append(.commit)
        }
        machine.sent(operation.id, steps)
        return PQpipelineSync(pg) == 1
    }

    private static func sendCommand(_ pg: OpaquePointer, _ sql: String) -> Bool {
        PQsendQueryParams(pg, sql, 0, nil, nil, nil, nil, binary) == 1
    }

    private static func sendPrepare(_ pg: OpaquePointer, _ item: PipelineOperation.Item, name: String) -> Bool {
        let fields = item.parameters.fields
        return withUnsafeTemporaryAllocation(of: Oid.self, capacity: max(1, fields.count)) { types in
            for (index, field) in fields.enumerated() { types[index] = field.type.oid }
            return item.statement.withCString { sql in
                PQsendPrepare(pg, name, sql, Int32(fields.count), types.baseAddress) == 1
            }
        }
    }

    private static func sendExecute(_ pg: OpaquePointer, _ item: PipelineOperation.Item, name: String) -> Bool {
        let fields = item.parameters.fields
        let capacity = max(1, fields.count)
        return item.parameters.writer.bytes.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: capacity) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: capacity) { lengths in
                    withUnsafeTemporaryAllocation(of: Int32.self, capacity: capacity) { formats in
                        for (index, field) in fields.enumerated() {
                            values[index] = pointer(to: field, in: bytes)
                            lengths[index] = field.length
                            formats[index] = binary
                        }
                        return PQsendQueryPrepared(
                            pg, name, Int32(fields.count), values.baseAddress, lengths.baseAddress,
                            formats.baseAddress, binary) == 1
                    }
                }
            }
        }
    }

    /// A NULL is a null pointer; an empty value must not be, even when the whole buffer is empty.
    private static func pointer(
        to field: PostgresParameters.Field, in bytes: UnsafeRawBufferPointer
    ) -> UnsafePointer<CChar>? {
        if field.isNull { return nil }
        guard let base = bytes.baseAddress else { return emptyValue }
        return (base + field.offset).assumingMemoryBound(to: CChar.self)
    }

    private static let emptyText: StaticString = ""
    private static var emptyValue: UnsafePointer<CChar> {
        UnsafeRawPointer(emptyText.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    /// Frees what the statement cache has dropped, as operations of their own, so that nobody else can be hurt.
    private func dropUnused(_ pg: OpaquePointer) {
        for name in statements.takeDropped() {
            let operation = PipelineOperation(.insideTransaction, [])
            register(operation)
            machine.sentAhead(operation.id, operation.work, [.begin])
            guard Self.sendCommand(pg, "DEALLOCATE " + name), PQpipelineSync(pg) == 1 else { return }
        }
    }
}
