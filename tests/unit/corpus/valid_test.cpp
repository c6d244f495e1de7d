// Every spec of the corpus, of the examples, of the standard library and of the language page checks without a word.

#include "tests/unit/corpus/specs.h"

#include <gtest/gtest.h>

namespace evd::corpus {
namespace {

std::vector<std::string> validSpecs() {
    std::vector<std::string> specs = specsIn("tests/corpus");
    for (const auto& folder : {"tests/corpus/modules", "stdlib"})
        for (const auto& spec : specsIn(folder)) specs.push_back(spec);
    for (const auto& entry : std::filesystem::directory_iterator(source("examples")))
        if (entry.is_directory())
            for (const auto& spec : specsIn("examples/" + entry.path().filename().string())) specs.push_back(spec);
    std::sort(specs.begin(), specs.end());
    return specs;
}

class ValidSpec : public testing::TestWithParam<std::string> {};

TEST_P(ValidSpec, ChecksWithoutDiagnostics) {
    auto checked = checkFile(GetParam());
    EXPECT_EQ(checked->listing(), "");
    EXPECT_FALSE(checked->program->root().symbols.empty()) << "nothing was declared";
}

std::string testName(const testing::TestParamInfo<std::string>& info) {
    std::filesystem::path path(info.param);
    return path.parent_path().filename().string() + "_" + path.stem().string();
}

INSTANTIATE_TEST_SUITE_P(Valid, ValidSpec, testing::ValuesIn(validSpecs()), testName);

TEST(LanguagePage, ItsSpecsCheck) {
    size_t specs = 0;
    for (const Block& block : blocksOf(sourceText("docs/language.md"))) {
        bool isSpec = block.text.rfind("spec ", 0) == 0 || block.text.find("\nspec ") != std::string::npos;
        if (block.info != "evident" || !isSpec) continue;
        ++specs;
        auto checked = checkText("language.evd", block.text);
        EXPECT_EQ(checked->listing(), "") << "the block at line " << block.line;
    }
    EXPECT_GE(specs, 8u);
}

}   // namespace
}   // namespace evd::corpus
