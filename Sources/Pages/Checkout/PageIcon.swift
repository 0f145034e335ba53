import HTTPMessages

/// Small drawings, in the colour of the text around them.
enum PageIcon {
    static let back = icon("M15 5l-7 7 7 7", class: "arrow")
    static let tick = icon("M5 12.5l4.5 4.5L19 7.5")
    static let bank = icon("M4 10l8-5 8 5M6 10v7M10 10v7M14 10v7M18 10v7M4 20h16")
    static let clock = icon("M12 7v5l3 2M12 3a9 9 0 100 18 9 9 0 000-18z")
    static let cross = icon("M7 7l10 10M17 7L7 17")
    static let question = icon("M9.5 9a2.5 2.5 0 115 0c0 2-2.5 2-2.5 4M12 17v.01")

    private static func icon(_ path: String, class name: String? = nil) -> HTML {
        let attribute: HTML? = name.map { " class=\"\($0)\"" }
        return """
            <svg\(attribute) viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" \
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="\(path)"/></svg>
            """
    }
}
