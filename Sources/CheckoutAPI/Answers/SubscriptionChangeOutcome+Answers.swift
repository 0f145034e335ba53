import CheckoutFlow
import CheckoutStore
import HTTPMessages
import Payments

extension SubscriptionChangeOutcome {
    /// The subscription as it is now; throws what kept it from changing.
    func record() throws(APIError) -> SubscriptionRecord {
        switch self {
        case .settled(let record): return record
        case .refused(let refusal, let record): throw APIError(refusal, of: record.id)
        case .refusedByProvider(let reason, let record): throw .changeRefused(reason, record)
        case .providerFailed(let failure, _): throw APIError(failure)
        case .pending(let record): throw .busy(record.id)
        case .notConfigured: throw .providerNotConfigured
        case .notFound: throw .noSuchSubscription
        }
    }
}

extension ChangePreviewOutcome {
    func preview() throws(APIError) -> ChangePreview {
        switch self {
        case .preview(let preview, _): return preview
        case .refused(let refusal, let record): throw APIError(refusal, of: record.id)
        case .refusedByProvider(let reason, let record): throw .changeRefused(reason, record)
        // Nothing can have happened, whatever became of the question.
        case .failed(let failure, _): throw .providerUnavailable(failure.detail)
        case .pending(let record): throw .busy(record.id)
        case .notConfigured: throw .providerNotConfigured
        case .notFound: throw .noSuchSubscription
        }
    }
}
