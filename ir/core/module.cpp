#include "ir/core/module.h"

namespace evd::ir {

uint32_t Module::addText(std::string text) {
    auto [at, isNew] = textNumbers_.try_emplace(text, static_cast<uint32_t>(texts.size()));
    if (isNew) texts.push_back(std::move(text));
    return at->second;
}

}   // namespace evd::ir
