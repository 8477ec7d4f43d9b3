import Foundation

/// Fixed decimals for sentences.
func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

/// A fraction as percent.
func percent(_ fraction: Double, _ digits: Int = 1) -> String { decimal(fraction * 100, digits) + " %" }
