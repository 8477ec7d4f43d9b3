#include "support.h"

#include <itkAffineTransform.h>
#include <itkBSplineInterpolateImageFunction.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkNearestNeighborInterpolateImageFunction.h>
#include <itkResampleImageFilter.h>

namespace {

using Image = itk::Image<float, 3>;
using Interpolator = itk::InterpolateImageFunction<Image, double>;

Interpolator::Pointer interpolator(int32_t kind) {
  if (kind == CITK_NEAREST) return itk::NearestNeighborInterpolateImageFunction<Image, double>::New().GetPointer();
  if (kind == CITK_LINEAR) return itk::LinearInterpolateImageFunction<Image, double>::New().GetPointer();
  auto spline = itk::BSplineInterpolateImageFunction<Image, double, float>::New();
  spline->SetSplineOrder(3);
  return spline.GetPointer();
}

itk::AffineTransform<double, 3>::Pointer transform(const citk_rigid &motion) {
  auto affine = itk::AffineTransform<double, 3>::New();
  itk::AffineTransform<double, 3>::MatrixType matrix;
  itk::AffineTransform<double, 3>::OutputVectorType offset;
  for (unsigned row = 0; row < 3; ++row) {
    offset[row] = motion.translation[row];
    for (unsigned column = 0; column < 3; ++column) matrix(row, column) = motion.rotation[3 * row + column];
  }
  affine->SetMatrix(matrix);
  affine->SetOffset(offset);
  return affine;
}

}  // namespace

int32_t citk_resample(
  const float *source, const citk_grid *source_grid, const citk_grid *target_grid, const citk_rigid *motion,
  int32_t interpolation, float outside, int32_t threads, float *target, citk_error *error) {
  return citk::guarded(error, [&] {
    auto like = citk::view(static_cast<float *>(nullptr), *target_grid);
    auto filter = itk::ResampleImageFilter<Image, Image, double>::New();
    filter->SetInput(citk::view(source, *source_grid));
    filter->SetTransform(transform(*motion));
    filter->SetInterpolator(interpolator(interpolation));
    filter->SetDefaultPixelValue(outside);
    filter->SetSize(like->GetLargestPossibleRegion().GetSize());
    filter->SetOutputSpacing(like->GetSpacing());
    filter->SetOutputOrigin(like->GetOrigin());
    filter->SetOutputDirection(like->GetDirection());
    filter->SetNumberOfWorkUnits(threads);
    citk::run(filter.GetPointer(), target, *target_grid);
  });
}
