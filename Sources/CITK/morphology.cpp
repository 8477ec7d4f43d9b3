#include "support.h"

#include <cmath>

#include <itkConnectedComponentImageFilter.h>
#include <itkSignedMaurerDistanceMapImageFilter.h>

int32_t citk_distance(
  const uint8_t *mask, const citk_grid *grid, int32_t threads, float *distance, citk_error *error) {
  return citk::guarded(error, [&] {
    using Mask = itk::Image<uint8_t, 3>;
    using Map = itk::Image<float, 3>;
    auto filter = itk::SignedMaurerDistanceMapImageFilter<Mask, Map>::New();
    filter->SetInput(citk::view(mask, *grid));
    filter->SetBackgroundValue(0);
    filter->SetInsideIsPositive(false);
    filter->SetUseImageSpacing(true);
    filter->SetSquaredDistance(false);
    filter->SetNumberOfWorkUnits(threads);
    citk::run(filter.GetPointer(), distance, *grid);
    const auto count = grid->size[0] * grid->size[1] * grid->size[2];
    // Inside the map is negative: the distance to the border of the mask, which is not asked for.
    for (int64_t n = 0; n < count; ++n) distance[n] = mask[n] ? 0.0f : distance[n];
  });
}

int32_t citk_components(
  const uint8_t *mask, const citk_grid *grid, int32_t full, uint32_t *labels, uint32_t *count, citk_error *error) {
  return citk::guarded(error, [&] {
    using Mask = itk::Image<uint8_t, 3>;
    using Labels = itk::Image<uint32_t, 3>;
    auto filter = itk::ConnectedComponentImageFilter<Mask, Labels>::New();
    filter->SetInput(citk::view(mask, *grid));
    filter->SetBackgroundValue(0);
    filter->SetFullyConnected(full != 0);
    // One work unit keeps the numbering independent of the machine.
    filter->SetNumberOfWorkUnits(1);
    citk::run(filter.GetPointer(), labels, *grid);
    *count = static_cast<uint32_t>(filter->GetObjectCount());
  });
}
