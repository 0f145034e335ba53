import CheckoutFlow
import Cryptography

/// What the keys of a `till dev` are made from: drawn once and kept beside its database, so that what it handed out
/// yesterday is good today.
enum DevSecret {
    private static let byteCount = 32

    /// The one in the state directory, made when there is none yet.
    static func load(from state: StateDirectory) throws(CommandFailure) -> SecretString {
        let kept: String?
        do throws(FileError) { kept = try FileSystem.read(state.secret) } catch { throw failure(error) }
        if let kept { return try check(kept.trimmed, state) }
        let secret = try make()
        do throws(FileError) {
            try secret.reveal { text throws(FileError) in try FileSystem.write(text + "\n", to: state.secret) }
        } catch {
            throw failure(error)
        }
        return secret
    }

    /// A further secret that follows from the first.
    static func derived(
        _ purpose: String, from secret: SecretString, prefix: String
    ) throws(CryptographyError) -> SecretString {
        let code = try HMACSHA256(key: secret.bytes).code(for: Array("till dev \(purpose)".utf8))
        return SecretString(prefix + Base64.encode(code.bytes, alphabet: .urlSafe, padding: false))
    }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(.cannotCreate, "The secret of this till dev cannot be kept (\(error)).")
    }

    private static func make() throws(CommandFailure) -> SecretString {
        do throws(CryptographyError) {
            return SecretString(Hex.encode(try SecureRandom.bytes(count: byteCount)))
        } catch {
            throw CommandFailure(.osError, "No secret can be made: \(error).")
        }
    }

    private static func check(_ text: String, _ state: StateDirectory) throws(CommandFailure) -> SecretString {
        guard text.utf8.count >= ServiceKeys.minimumSecretByteCount else {
            throw CommandFailure(
                .cannotCreate, "\(state.secret) is too short to be a secret: delete it, and a new one is made.")
        }
        return SecretString(text)
    }
}
