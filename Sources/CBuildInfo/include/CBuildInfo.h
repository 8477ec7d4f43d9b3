#pragma once
/// The commit that the program was built from, as the Makefile or else the package manifest knew it; "unknown" outside a checkout.
const char *_Nonnull hepatica_commit(void);
