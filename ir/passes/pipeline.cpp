#include "ir/passes/pipeline.h"

#include "base/check.h"
#include "ir/core/verify.h"
#include "ir/passes/route.h"

#include <string>

namespace evd::ir {

namespace {

void checked([[maybe_unused]] const Module& module, [[maybe_unused]] const char* after) {
#ifndef NDEBUG
    auto broken = verify(module);
    EVD_CHECK(broken.empty(), (std::string(after) + ": " + broken.front()).c_str());
#endif
}

}   // namespace

void runPipeline(Module& module) {
    checked(module, "lowering");
    route(module);
    checked(module, "route");
}

}   // namespace evd::ir
