import Quantities

/// Fixed decimals for sentences.
func decimal(_ value: Double, _ digits: Int) -> String { value.printed(decimals: digits) }

/// A fraction of one as percent, with two significant digits.
func percent(_ fraction: Double) -> String { fraction.printedPercent() }
