#include "tests/unit/corpus/specs.h"

#include <algorithm>
#include <sstream>

namespace evd::corpus {

std::vector<std::string> specsIn(const std::string& folder) {
    std::vector<std::string> specs;
    for (const auto& entry : std::filesystem::directory_iterator(source(folder)))
        if (entry.path().extension() == ".evd") specs.push_back(folder + "/" + entry.path().filename().string());
    std::sort(specs.begin(), specs.end());
    return specs;
}

std::vector<Block> blocksOf(const std::string& markdown) {
    std::vector<Block> blocks;
    std::istringstream in(markdown);
    bool inside = false;
    uint32_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.rfind("```", 0) == 0) {
            if (!inside) blocks.push_back({line.substr(3), "", number});
            inside = !inside;
        } else if (inside) blocks.back().text += line + "\n";
    }
    return blocks;
}

}   // namespace evd::corpus
