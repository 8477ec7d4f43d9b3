import Diagnostics
import Foundation

extension Registry {
  /// Brings a registry to the newest schema version, after a backup from which `restore` makes the old one again.
  /// - Returns: the versions before and after.
  /// - Throws: `Problem` if the backup cannot be written or a statement fails; nothing is changed then.
  public static func migrate(
    _ location: Location, backup: URL, to version: Int = Catalogue.newest.version
  ) throws -> (from: Int, to: Int) {
    let registry = try open(location, anyVersion: true)
    let old = registry.catalogue.version
    guard old < version else { return (old, old) }
    try registry.backUp(to: backup)
    try registry.store.writing {
      for migration in Migration.all where migration.version > old && migration.version <= version {
        for statement in migration.statements { try registry.store.run(statement) }
      }
      try registry.store.run("UPDATE \"registry\" SET \"schema_version\" = $1", [Value(version)])
    }
    return (old, version)
  }
}
