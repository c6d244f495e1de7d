#pragma once
// Runs work that recurses along legal nesting (long sums, deep terms) on a stack that is large enough for it.

#include <functional>

namespace evd {

/// Runs `work` to its end, on a stack of 256 MiB if the system gives one. Exceptions pass through.
void onDeepStack(const std::function<void()>& work);

}   // namespace evd
