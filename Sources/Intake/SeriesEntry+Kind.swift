// Questions that a case file asks of a series.

extension SeriesEntry {
  package var isCT: Bool { kind == .ct }
  package var isEmission: Bool { [.spect, .pet, .spectAsPET].contains(kind) }
  package var isStructures: Bool { [.structureSet, .segmentation].contains(kind) }
}
