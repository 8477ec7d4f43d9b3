import Quantities

/// Three significant digits for sentences.
func rounded(_ x: Double) -> String { x.printedShort(significant: 3) }
