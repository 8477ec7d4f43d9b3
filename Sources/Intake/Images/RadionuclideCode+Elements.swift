extension RadionuclideCode {
  /// English element names as CID 18 writes them, for meanings such as `^99m^Technetium`.
  static let elements: [String: String] = [
    "actinium": "Ac", "arsenic": "As", "astatine": "At", "barium": "Ba", "bismuth": "Bi", "bromine": "Br",
    "carbon": "C", "chromium": "Cr", "cobalt": "Co", "copper": "Cu", "dysprosium": "Dy", "erbium": "Er",
    "fluorine": "F", "gadolinium": "Gd", "gallium": "Ga", "germanium": "Ge", "gold": "Au", "holmium": "Ho",
    "indium": "In", "iodine": "I", "iridium": "Ir", "iron": "Fe", "krypton": "Kr", "lead": "Pb",
    "lutetium": "Lu", "manganese": "Mn", "niobium": "Nb", "nitrogen": "N", "oxygen": "O", "phosphorus": "P",
    "potassium": "K", "radium": "Ra", "rhenium": "Re", "rubidium": "Rb", "ruthenium": "Ru",
    "samarium": "Sm", "scandium": "Sc", "selenium": "Se", "sodium": "Na", "strontium": "Sr",
    "tantalum": "Ta", "technetium": "Tc", "terbium": "Tb", "thallium": "Tl", "thorium": "Th",
    "titanium": "Ti", "tungsten": "W", "xenon": "Xe", "ytterbium": "Yb", "yttrium": "Y", "zinc": "Zn",
    "zirconium": "Zr",
  ]
}
