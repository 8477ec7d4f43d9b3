/// What C-GET proposes: an association has 128 presentation contexts, so the kinds that a radiology or nuclear medicine
/// department keeps come first, and of those that are often compressed each syntax has a context of its own.
enum StorageClasses {
  private static let root = "1.2.840.10008.5.1.4.1.1."

  /// Images that archives compress (PS3.6 annex A).
  private static let compressed = ["2", "2.1", "4", "4.1", "7", "20", "128", "130"].map { root + $0 }
  /// JPEG lossless, JPEG-LS lossless, JPEG 2000 lossless, RLE.
  private static let codings = ["4.70", "4.80", "4.90", "5"].map { "1.2.840.10008.1.2." + $0 }

  /// Objects as they are, without compression.
  private static let plain =
    ([
      "1", "1.1", "1.1.1", "1.2", "1.2.1", "1.3", "1.3.1", "2", "2.1", "2.2", "3.1", "4", "4.1", "4.2", "4.3",
      "4.4",
      "6.1", "6.2", "7", "7.1", "7.2", "7.3", "7.4", "11.1", "11.2", "11.3", "11.4", "11.5", "11.8", "12.1",
      "12.1.1",
      "12.2", "12.2.1", "13.1.1", "13.1.2", "13.1.3", "20", "30", "66", "66.1", "66.2", "66.3", "66.4",
      "66.5", "66.6",
      "66.7", "67", "77.1.1", "77.1.2", "77.1.4", "77.1.6", "77.1.7", "88.11", "88.22", "88.33", "88.34",
      "88.35",
      "88.40", "88.50", "88.59", "88.65", "88.67", "88.68", "88.69", "88.71", "88.73", "88.74", "88.75",
      "88.76",
      "90.1", "104.1", "104.2", "104.3", "104.4", "128", "128.1", "130", "200.2", "481.1", "481.2", "481.3",
      "481.4",
      "481.5", "481.6", "481.7", "481.8", "481.9", "481.10", "481.11", "481.12", "481.16",
    ] as [String]).map { root + $0 }

  static let proposed: [ProposedContext] =
    compressed.flatMap { uid in
      codings.map { ProposedContext(abstractSyntax: uid, transferSyntaxes: [$0], isProvider: true) }
    } + plain.map { ProposedContext(abstractSyntax: $0, isProvider: true) }
}
