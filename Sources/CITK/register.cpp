#include "support.h"

#include <algorithm>

#include <itkCommand.h>
#include <itkCorrelationImageToImageMetricv4.h>
#include <itkEuler3DTransform.h>
#include <itkMattesMutualInformationImageToImageMetricv4.h>
#include <itkRegularStepGradientDescentOptimizerv4.h>

namespace {

using Image = itk::Image<float, 3>;
using Metric = itk::ImageToImageMetricv4<Image, Image>;
using Transform = itk::Euler3DTransform<double>;
using Optimizer = itk::RegularStepGradientDescentOptimizerv4<double>;

/// A metric that works on the calling thread. With several work units Mattes adds derivatives in the order in which
/// threads win a lock, and SetMaximumNumberOfWorkUnits of ITK 5.2 limits threads but leaves the work units.
template <typename Base>
class Sequential : public Base {
 public:
  using Self = Sequential;
  using Pointer = itk::SmartPointer<Self>;
  itkNewMacro(Self);

 protected:
  Sequential() {
    this->m_SparseGetValueAndDerivativeThreader->SetNumberOfWorkUnits(1);
    this->m_DenseGetValueAndDerivativeThreader->SetNumberOfWorkUnits(1);
  }
};

Metric::Pointer metric(const citk_descent &descent) {
  if (descent.metric == CITK_CORRELATION)
    return Sequential<itk::CorrelationImageToImageMetricv4<Image, Image>>::New().GetPointer();
  auto mattes = Sequential<itk::MattesMutualInformationImageToImageMetricv4<Image, Image>>::New();
  mattes->SetNumberOfHistogramBins(descent.bins);
  return mattes.GetPointer();
}

Metric::FixedSampledPointSetType::Pointer pointSet(const double *points, int64_t count, double unit) {
  auto set = Metric::FixedSampledPointSetType::New();
  auto container = Metric::FixedSampledPointSetType::PointsContainer::New();
  container->Reserve(count);
  for (int64_t n = 0; n < count; ++n) {
    auto &point = container->ElementAt(n);
    for (unsigned axis = 0; axis < 3; ++axis) point[axis] = static_cast<float>(points[3 * n + axis] * unit);
  }
  set->SetPoints(container);
  return set;
}

Transform::Pointer transform(const citk_rigid &motion, const citk_descent &descent, double unit) {
  auto euler = Transform::New();
  Transform::MatrixType matrix;
  Transform::OutputVectorType offset;
  Transform::InputPointType centre;
  for (unsigned row = 0; row < 3; ++row) {
    centre[row] = descent.centre[row] * unit;
    offset[row] = motion.translation[row] * unit;
    for (unsigned column = 0; column < 3; ++column) matrix(row, column) = motion.rotation[3 * row + column];
  }
  euler->SetCenter(centre);
  euler->SetMatrix(matrix, 1e-6);
  euler->SetOffset(offset);
  return euler;
}

void store(const Transform &euler, double unit, citk_rigid &motion) {
  for (unsigned row = 0; row < 3; ++row) {
    motion.translation[row] = euler.GetOffset()[row] / unit;
    for (unsigned column = 0; column < 3; ++column) motion.rotation[3 * row + column] = euler.GetMatrix()(row, column);
  }
}

/// Keeps the metric of each iteration.
class Recorder : public itk::Command {
 public:
  using Self = Recorder;
  using Pointer = itk::SmartPointer<Self>;
  itkNewMacro(Self);
  double *trace = nullptr;
  int32_t room = 0, used = 0;

  void Execute(itk::Object *caller, const itk::EventObject &event) override {
    Execute(static_cast<const itk::Object *>(caller), event);
  }
  void Execute(const itk::Object *caller, const itk::EventObject &) override {
    if (trace && used < room) trace[used++] = static_cast<const Optimizer *>(caller)->GetCurrentMetricValue();
  }
};

void descend(Metric *metric, const citk_descent &descent, double unit, double *trace, citk_outcome &outcome) {
  auto recorder = Recorder::New();
  recorder->trace = trace;
  recorder->room = descent.iterations;
  auto optimizer = Optimizer::New();
  optimizer->SetMetric(metric);
  optimizer->SetNumberOfWorkUnits(1);
  optimizer->SetNumberOfIterations(descent.iterations);
  optimizer->SetLearningRate(descent.first_step * unit);
  optimizer->SetMinimumStepLength(descent.last_step * unit);
  optimizer->SetGradientMagnitudeTolerance(1e-9);
  optimizer->SetRelaxationFactor(0.6);
  optimizer->SetReturnBestParametersAndValue(true);
  optimizer->AddObserver(itk::IterationEvent(), recorder);
  optimizer->StartOptimization();
  outcome.iterations = static_cast<int32_t>(optimizer->GetCurrentIteration());
}

}  // namespace

int32_t citk_register(
  const float *fixed, const citk_grid *fixed_grid, const float *moving, const citk_grid *moving_grid,
  const double *points, int64_t point_count, const citk_descent *descent, citk_rigid *motion, double *trace,
  citk_outcome *outcome, citk_error *error) {
  return citk::guarded(error, [&] {
    // Lengths are measured in units of the body's radius: then a radian and a unit of length move points alike, and
    // one step length holds for rotations and translations without further scales.
    const double unit = 1 / descent->radius;
    auto euler = transform(*motion, *descent, unit);
    auto similarity = metric(*descent);
    auto fixed_image = citk::view(fixed, *fixed_grid, unit);
    similarity->SetFixedImage(fixed_image);
    similarity->SetMovingImage(citk::view(moving, *moving_grid, unit));
    similarity->SetMovingTransform(euler);
    similarity->SetVirtualDomainFromImage(fixed_image);
    similarity->SetFixedSampledPointSet(pointSet(points, point_count, unit));
    similarity->SetUseSampledPointSet(true);
    similarity->SetUseFixedImageGradientFilter(false);
    similarity->SetUseMovingImageGradientFilter(false);
    similarity->Initialize();
    *outcome = citk_outcome{};
    if (descent->iterations > 0) descend(similarity, *descent, unit, trace, *outcome);
    outcome->value = similarity->GetValue();
    outcome->valid = static_cast<int64_t>(similarity->GetNumberOfValidPoints());
    store(*euler, unit, *motion);
  });
}
