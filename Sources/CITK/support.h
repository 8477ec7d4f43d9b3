#pragma once
#include "prelude.h"

#include <cstdio>
#include <exception>
#include <type_traits>

#include <itkImage.h>
#include <itkMatrixOffsetTransformBase.h>

#include "CITK.h"

namespace citk {

/// A view of the caller's voxels as an ITK image; lengths are multiplied by `unit`.
template <typename Pixel>
typename itk::Image<std::remove_const_t<Pixel>, 3>::Pointer view(Pixel *voxels, const citk_grid &grid, double unit = 1) {
  using Image = itk::Image<std::remove_const_t<Pixel>, 3>;
  typename Image::SizeType size;
  typename Image::SpacingType spacing;
  typename Image::PointType origin;
  typename Image::DirectionType direction;
  for (unsigned axis = 0; axis < 3; ++axis) {
    size[axis] = static_cast<itk::SizeValueType>(grid.size[axis]);
    spacing[axis] = grid.spacing[axis] * unit;
    origin[axis] = grid.origin[axis] * unit;
    for (unsigned row = 0; row < 3; ++row) direction(row, axis) = grid.direction[3 * axis + row];
  }
  auto image = Image::New();
  image->SetRegions(size);
  image->SetSpacing(spacing);
  image->SetOrigin(origin);
  image->SetDirection(direction);
  // ITK has no read-only pixel containers; filters do not write to their inputs.
  if (voxels)
    image->GetPixelContainer()->SetImportPointer(
      const_cast<std::remove_const_t<Pixel> *>(voxels), size[0] * size[1] * size[2], false);
  return image;
}

/// Runs a filter into the caller's buffer. ITK keeps an output container that is large enough; should a filter
/// exchange it nevertheless, the voxels are copied.
template <typename Filter, typename Pixel>
void run(Filter *filter, Pixel *target, const citk_grid &grid) {
  const auto count = static_cast<size_t>(grid.size[0] * grid.size[1] * grid.size[2]);
  auto *output = filter->GetOutput();
  filter->ReleaseDataBeforeUpdateFlagOff();
  output->GetPixelContainer()->SetImportPointer(target, count, false);
  filter->Update();
  if (output->GetBufferPointer() != target) std::copy_n(output->GetBufferPointer(), count, target);
}

/// Turns whatever `body` throws into a status and a sentence.
template <typename Body>
int32_t guarded(citk_error *error, Body body) noexcept {
  try {
    body();
    return 0;
  } catch (const itk::ExceptionObject &problem) {
    std::snprintf(error->text, sizeof error->text, "%s", problem.GetDescription());
  } catch (const std::exception &problem) {
    std::snprintf(error->text, sizeof error->text, "%s", problem.what());
  } catch (...) {
    std::snprintf(error->text, sizeof error->text, "unknown error");
  }
  return 1;
}

}  // namespace citk
