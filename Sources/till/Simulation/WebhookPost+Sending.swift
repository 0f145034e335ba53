import EventLoop
import HTTPClient
import HTTPMessages
import Simulator

extension HTTPClient {
    /// How the simulator's webhooks leave: to whoever it was told to tell.
    var webhookSender: WebhookSender {
        { post in
            var request = ClientRequest(.post, post.url, headers: post.headers, body: post.body)
            request.timeout = .seconds(20)
            request.connectTimeout = .seconds(5)
            do throws(HTTPClientError) {
                return Int(try await self.send(request).status.code)
            } catch {
                // The simulator sends it again, as Stripe would.
                return nil
            }
        }
    }
}
