func touch() -> Int { PackageResources.dpk_Y90_near_csv.count }
