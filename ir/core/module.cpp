#include "ir/core/module.h"

#include <algorithm>

namespace evd::ir {

uint32_t Module::addText(std::string text) {
    auto at = std::find(texts.begin(), texts.end(), text);
    if (at != texts.end()) return static_cast<uint32_t>(at - texts.begin());
    texts.push_back(std::move(text));
    return static_cast<uint32_t>(texts.size() - 1);
}

}   // namespace evd::ir
