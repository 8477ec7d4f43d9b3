#pragma once

// Debian's itk_compiler_detection.h refuses clang, though all of ITK compiles with it. The header is read once while
// the compiler passes for GCC 12.2; its guard keeps later inclusions from looking again.
#pragma push_macro("__clang__")
#pragma push_macro("__GNUC__")
#pragma push_macro("__GNUC_MINOR__")
#undef __clang__
#undef __GNUC__
#undef __GNUC_MINOR__
#define __GNUC__ 12
#define __GNUC_MINOR__ 2
#include <itk_compiler_detection.h>
#pragma pop_macro("__clang__")
#pragma pop_macro("__GNUC__")
#pragma pop_macro("__GNUC_MINOR__")
