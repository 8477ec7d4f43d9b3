import Foundation

/// Three significant digits for sentences.
func rounded(_ x: Double) -> String { String(format: "%.3g", x) }
