import Volumes

/// Structures that rules propose, as labels of one file; structures that overlap are in files of their own.
package struct ProposedLabels {
  package var file: String
  package var labels: Volume<Int32>
  package var names: [Int: String]
}
