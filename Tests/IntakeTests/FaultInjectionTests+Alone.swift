extension FaultInjectionTests {
  /// Where no second statement in the object, and no law of nature, shows that a value is another: the report states the value, and
  /// the manual lists the attribute with what else is compared with it (`SoleStatement`).
  static let alone: [Kind: [String: String]] = [
    .ct: place.merging(grid) { a, _ in a }.merging([
      "(0028,1052) changed in all": "an offset of all values: air and tissue are what a human knows"
    ]) { a, _ in a },
    .spect: frame.merging(grid) { a, _ in a }.merging(activity) { a, _ in a }.merging([
      "(0018,0088) exchanged in all":
        "its sign is the direction of the slices (PS3.3 C.8.4.15); registration with the CT finds it",
      "(0054,0022).(0020,0032) changed in all": "one origin; registration with the CT finds it",
      "(0054,0022).(0020,0037) changed in all": "one orientation; registration with the CT finds it",
      "(0054,0052).(0018,1242) changed in all": "one duration; the recovered share finds it",
    ]) { a, _ in a },
    .pet: place.merging(grid) { a, _ in a }.merging(activity) { a, _ in a }.merging([
      "(0018,1242) changed in all": "one duration, within what a frame lasts",
      "(0028,1053) changed in all": "one scale; the recovered share and the SUV of the body find it",
    ]) { a, _ in a },
    .structures: [
      "(0008,0005) exchanged in all": "letters of a name",
      "(3006,0020).(3006,0026) dropped in all": "a name",
      "(3006,0020).(3006,0026) changed in all": "a name",
    ],
    .segmentation: label, .fractional: label,
    .enhanced: frame.merging(groups) { a, _ in a },
    .map: frame.merging(groups) { a, _ in a },
    .dose: place.merging(grid) { a, _ in a }.merging([
      "(3004,0002) exchanged in all": "a relative dose is refused where an absorbed dose is entered",
      "(3004,0004) exchanged in all": "an effective dose is refused where an absorbed dose is entered",
      "(3004,000E) changed in all": "one scale; dose times mass against the energy released finds it",
    ]) { a, _ in a },
  ]

  /// What other images hold against it.
  private static let frame = [
    "(0020,0052) dropped in all": "the frame of reference is asked for where two images meet",
    "(0020,0052) changed in all": "frames of reference are compared where two images meet",
  ]
  private static let place = frame.merging([
    "(0020,0032) changed in all": "the whole series elsewhere; structures and other images miss it",
    "(0020,0037) changed in all": "the whole series turned; structures and other images miss it",
  ]) { a, _ in a }
  /// Of all frames of an object, in its functional groups.
  private static let groups = [
    "(5200,9229).(0020,9116).(0020,0037) changed in all":
      "all frames turned; structures and other images miss it",
    "(5200,9229).(0028,9110).(0028,0030) changed in all":
      "one pixel spacing; size and volumes of the patient find it",
  ]
  private static let label = [
    "(0008,0005) exchanged in all": "letters of a name",
    "(0062,0002).(0062,0005) dropped in all": "a name",
    "(0062,0002).(0062,0005) changed in all": "a name",
  ]
  private static let grid = [
    "(0028,0030) changed in all": "one pixel spacing; size and volumes of the patient find it"
  ]
  private static let activity = [
    "(0054,0016).(0018,1074) dropped in all": "the case states what was administered",
    "(0054,0016).(0018,1074) changed in all": "compared with what the case states",
    "(0054,0016).(0018,1075) dropped in all": "that of the named nuclide takes its place",
  ]
}
