import CheckoutFlow
import CheckoutStore
import HTTPMessages

/// Sessions for those who own them: with what has to be unsealed or worked out for it.
struct SessionAnswers: Sendable {
    let services: APIServices

    /// For the merchant, and for whoever has the client secret.
    func full(_ record: SessionRecord) throws -> [UInt8] {
        services.body.privateBody(record, try secrets(of: record))
    }

    /// For the end user of a session token: everything but the secrets, which belong to the page that pays.
    func users(_ record: SessionRecord) -> [UInt8] {
        services.body.privateBody(record, SessionSecrets())
    }

    /// For whoever has the session's id.
    func anybodys(_ record: SessionRecord) -> [UInt8] { services.body.publicBody(record) }

    func body(_ record: SessionRecord, for caller: Caller) throws -> [UInt8] {
        switch caller {
        case .secretKey, .clientSecret: try full(record)
        case .sessionToken: users(record)
        }
    }

    /// The answer to an order.
    func created(_ record: SessionRecord) throws -> HTTPResponse {
        var response = HTTPResponse.json(try full(record), .created)
        response.headers.set("Cache-Control", "no-store")
        return response
    }

    func ok(_ body: [UInt8], _ status: HTTPStatus = .ok) -> HTTPResponse {
        var response = HTTPResponse.json(body, status)
        response.headers.set("Cache-Control", "no-store")
        return response
    }

    func confirmed(_ record: SessionRecord) throws -> HTTPResponse {
        ok(services.body.confirmedBody(record, try secrets(of: record)))
    }

    private func secrets(of record: SessionRecord) throws -> SessionSecrets {
        var secrets = SessionSecrets()
        if let hash = record.clientSecretHash {
            secrets.clientSecret = try services.keys.clientSecret(of: record.id, hash: hash)
        }
        if let handles = try services.flow.paymentHandles(record) {
            secrets.payment = PaymentAccess(
                publishableKey: handles.publishableKey, providerClientSecret: handles.providerClientSecret,
                accountID: handles.accountID)
        }
        return secrets
    }
}
