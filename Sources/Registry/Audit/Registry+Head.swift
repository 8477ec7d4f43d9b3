import Diagnostics

extension Registry {
  /// Hash of the last audit record; that of the empty record in a registry that nobody wrote to. A receipt that names it
  /// proves later that the record was not cut off before it.
  ///
  /// - Throws: `Problem` if the database fails.
  public func auditHead() throws(Problem) -> String {
    try store.run("SELECT \"hash\" FROM \"audit\" ORDER BY \"sequence\" DESC LIMIT 1").first?[0].text
      ?? AuditRecord.genesis(identifier)
  }
}
