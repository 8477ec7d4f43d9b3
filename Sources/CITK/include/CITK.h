#pragma once
#include <stdint.h>

/// The part of ITK 5.2 (Apache-2.0) that Alignment uses, behind C. Nothing here throws: each function returns 0, or
/// another number after writing a sentence into `error`. Voxels are i fastest; geometry is LPS, mm. Buffers belong
/// to the caller and are not copied.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  int64_t size[3];
  double spacing[3];
  /// Columns one after the other: direction[3 * axis + row].
  double direction[9];
  double origin[3];
} citk_grid;

/// A rigid motion p -> R p + t; rotation by rows.
typedef struct {
  double rotation[9];
  double translation[3];
} citk_rigid;

typedef struct {
  char text[512];
} citk_error;

enum { CITK_NEAREST = 0, CITK_LINEAR = 1, CITK_BSPLINE = 2 };

/// Values of `source` at the centres of the target's voxels, moved by `motion` (target to source).
int32_t citk_resample(
  const float *source, const citk_grid *source_grid, const citk_grid *target_grid, const citk_rigid *motion,
  int32_t interpolation, float outside, int32_t threads, float *target, citk_error *error);

enum { CITK_MATTES = 0, CITK_CORRELATION = 1 };

typedef struct {
  int32_t metric;
  /// Bins of the joint histogram along each axis; for Mattes only.
  int32_t bins;
  /// Iterations of regular-step gradient descent; 0 only evaluates the metric.
  int32_t iterations;
  /// First and last step, mm, at the distance `radius` from the centre.
  double first_step, last_step;
  /// Centre of rotation, and the distance from it at which a rotation is measured in mm.
  double centre[3], radius;
} citk_descent;

typedef struct {
  /// Metric at the end: lower is better.
  double value;
  int32_t iterations;
  /// Points of the fixed image that lie in the moving image at the end.
  int64_t valid;
} citk_outcome;

/// Refines `motion` (fixed to moving points), sampling the fixed image at `points` (x, y, z each).
/// Runs on the calling thread alone, so that the result does not depend on scheduling.
/// `trace` has room for `iterations` values and gets the metric of each iteration.
int32_t citk_register(
  const float *fixed, const citk_grid *fixed_grid, const float *moving, const citk_grid *moving_grid,
  const double *points, int64_t point_count, const citk_descent *descent, citk_rigid *motion, double *trace,
  citk_outcome *outcome, citk_error *error);

/// Distance from each voxel centre to the nearest voxel centre of the mask, mm; 0 in the mask. The mask is not empty.
int32_t citk_distance(
  const uint8_t *mask, const citk_grid *grid, int32_t threads, float *distance, citk_error *error);

/// Numbers the connected components of the mask from 1; 0 outside. `full` joins over edges and corners too (26
/// neighbours), else over faces (6).
int32_t citk_components(
  const uint8_t *mask, const citk_grid *grid, int32_t full, uint32_t *labels, uint32_t *count, citk_error *error);

#ifdef __cplusplus
}
#endif
