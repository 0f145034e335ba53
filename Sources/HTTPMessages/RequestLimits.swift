/// How much of a request is read before it is refused.
package struct RequestLimits: Hashable, Sendable {
    /// Longer methods are refused with 501.
    package var methodBytes = 32
    /// Longer request targets are refused with 414.
    package var targetBytes = 8 * 1024
    /// Longer header blocks (all field lines with their line ends) are refused with 431.
    package var headerBlockBytes = 16 * 1024
    /// More header fields are refused with 431.
    package var headerFields = 100
    /// Longer bodies are refused with 413: at once when the length is declared, else when it is exceeded.
    package var bodyBytes = 64 * 1024
    /// Chunk sizes, extensions and line ends together; more is 413, so that tiny chunks cannot flood.
    package var chunkOverheadBytes = 16 * 1024
    /// One chunk-size line with its extensions; longer ones are refused with 400.
    package var chunkLineBytes = 256
    /// All trailer lines together; more is 431.
    package var trailerBytes = 4 * 1024

    package init() {}
}
