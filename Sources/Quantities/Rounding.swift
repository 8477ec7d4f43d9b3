/// Three significant digits without zeros at the end, for sentences; a value with its uncertainty is `printed`.
package func rounded(_ x: Double) -> String { x.printedShort(significant: 3) }

/// Four significant digits without zeros at the end.
package func rounded4(_ x: Double) -> String { x.printedShort(significant: 4) }

/// A fraction of one as percent: `printedPercent`.
package func percent(_ fraction: Double) -> String { fraction.printedPercent() }
