// Parsing after an earlier text, of which unchanged declarations are copied, gives what parsing alone gives.

#include "fixture.h"
#include "outline.h"

#include "frontend/syntax/tokens.h"

#include <fmt/format.h>
#include <map>
#include <random>

namespace evd::syntax::testing {
namespace {

constexpr int kSteps = EVD_SANITIZED ? 2 : 6;   ///< edits of each spec

void outlined(const Outline& node, std::string& out) {
    out += fmt::format("{} {}-{}\n", node.what, node.span.begin, node.span.end);
    for (const Outline& part : node.parts) outlined(part, out);
}

/// Everything in a tree but the numbers of its nodes.
std::string everything(const Parsed& parsed) {
    std::string out = parsed.dump();
    for (const Outline& decl : outline(*parsed.tree)) outlined(decl, out);
    for (const Decl* decl : parsed.tree->decls) out += fmt::format("doc {} shape {}\n", decl->doc, decl->shape);
    for (const Token& token : parsed.tree->tokens)
        out += fmt::format("token {} {}-{}\n", token.type, token.span.begin, token.span.end);
    for (const Token& token : parsed.tree->raw)
        out += fmt::format("raw {} {}-{}\n", token.type, token.span.begin, token.span.end);
    for (const Comment& comment : parsed.tree->comments)
        out += fmt::format("comment {} {}-{}\n", comment.doc, comment.span.begin, comment.span.end);
    std::vector<std::pair<uint32_t, uint32_t>> typed;
    for (const auto& [span, id] : parsed.tree->typedNodes()) {
        typed.emplace_back(span.begin, span.end);
        EXPECT_LT(id, parsed.tree->nodeCount);
    }
    std::sort(typed.begin(), typed.end());
    for (auto [begin, end] : typed) out += fmt::format("typed {}-{}\n", begin, end);
    for (const std::string& line : parsed.shown()) out += line + "\n";
    return out + parsed.tree->specName.text + parsed.tree->specDoc;
}

constexpr const char* kPieces[] = {"x",
                                   " ",
                                   "\n",
                                   "}",
                                   "{",
                                   "(",
                                   "\"",
                                   "/*",
                                   "*/",
                                   "//",
                                   "/// doc\n",
                                   "\nfn f() = 1\n",
                                   "in",
                                   "let ",
                                   "&&",
                                   "é",
                                   "\xFF",
                                   "0",
                                   ".",
                                   ":=",
                                   "process P {\n",
                                   "\r\n",
                                   "\xEF\xBB\xBF",
                                   ""};

std::string edited(std::string text, std::mt19937& random) {
    auto below = [&](size_t n) { return n == 0 ? 0 : random() % n; };
    size_t at = below(text.size() + 1), length = below(4) == 0 ? below(std::min<size_t>(text.size() - at, 60) + 1)
                                                               : below(std::min<size_t>(text.size() - at, 2) + 1);
    switch (below(8)) {
    case 0: return text.substr(0, at) + text.substr(at, length) + text.substr(at);   // repeats a piece
    case 1: return text.substr(at / 2) + text.substr(0, at / 2);                     // moves the beginning to the end
    default: return text.replace(at, length, kPieces[below(std::size(kPieces))]);
    }
}

TEST(Earlier, MakesNoDifference) {
    auto seed = std::random_device()();
    if (const char* wanted = std::getenv("EVD_SEED")) seed = static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
    std::printf("seed %u\n", seed);
    std::mt19937 random(seed);
    size_t copied = 0;
    for (const SpecFile& spec : allSpecs()) {
        auto before = std::make_unique<Parsed>(spec.text);
        for (int step = 0; step < kSteps; ++step) {
            std::string text = step == 3 ? spec.text : edited(std::string(before->text()), random);
            auto after = std::make_unique<Parsed>(text, *before);
            Parsed alone(text);
            ASSERT_EQ(everything(*after), everything(alone))
                << spec.path << " step " << step << " seed " << seed << "\nbefore:\n"
                << before->text() << "\nafter:\n"
                << text;
            for (const Decl* decl : after->tree->decls) copied += decl->shape != 0;
            before = std::move(after);
        }
    }
    EXPECT_GT(copied, 1000u);
}

/// A text in which every third name or so is another one, the same everywhere; sometimes one that has a meaning.
std::string renamed(const Parsed& parsed, std::mt19937& random) {
    static const char* const kNames[] = {"start", "of", "x", "X", "_", "longer_name", "in"};
    std::map<std::string, std::string> names;
    std::string out;
    size_t done = 0;
    for (const Token& token : parsed.tree->tokens) {
        std::string text(parsed.at(token.span));
        if (std::isalpha(static_cast<unsigned char>(text[0])) == 0) continue;
        auto [entry, isNew] = names.emplace(text, text);
        if (isNew && random() % 3 == 0 && !isReserved(text))
            entry->second = random() % 8 == 0 ? kNames[random() % std::size(kNames)] : text + "_too";
        out += parsed.text().substr(done, token.span.begin - done);
        out += entry->second;
        done = token.span.end;
    }
    return out += parsed.text().substr(done);
}

TEST(Earlier, MakesNoDifferenceToRenames) {
    auto seed = std::random_device()();
    if (const char* wanted = std::getenv("EVD_SEED")) seed = static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
    std::printf("seed %u\n", seed);
    std::mt19937 random(seed);
    for (const SpecFile& spec : allSpecs()) {
        Parsed before(spec.text);
        for (int step = 0; step < (kSteps + 1) / 2; ++step) {
            std::string text = renamed(before, random);
            ASSERT_EQ(everything(Parsed(text, before)), everything(Parsed(text)))
                << spec.path << " step " << step << " seed " << seed << "\nafter:\n"
                << text;
        }
    }
}

TEST(Earlier, CopiesWhatMoved) {
    Parsed before("spec s\nfn f(x: Int) = x + 1\nfn g(x: Int) = x + 2\n");
    Parsed after("spec s\n// new\nfn h() = 0\nfn f(x: Int) = x + 1\nfn g(x: Int) = x + 3\n", before);
    ASSERT_EQ(after.tree->decls.size(), 3u);
    EXPECT_EQ(after.at(after.tree->decls[1]->span), "fn f(x: Int) = x + 1");
    EXPECT_EQ(after.tree->decls[1]->shape, before.tree->decls[0]->shape);
    EXPECT_NE(after.tree->decls[2]->shape, before.tree->decls[1]->shape);
    EXPECT_EQ(everything(after), everything(Parsed(std::string(after.text()))));
}

TEST(Earlier, SeesWhatIsInvisibleAtTheBeginningOfALine) {
    Parsed before("spec s\nparam x : Int\nparam y : Int\n");
    std::string text = "spec s\n\xEF\xBB\xBFparam x : Int\nparam z : Int\n";
    EXPECT_EQ(everything(Parsed(text, before)), everything(Parsed(text)));
}

TEST(Earlier, ReportsAgainWhatIsStillWrong) {
    Parsed before("spec s\nfn f(x: Int) = x +\nfn g(x: Int) = x && x\n");
    EXPECT_EQ(before.tree->decls[0]->shape, 0u);
    EXPECT_FALSE(before.shown().empty());
    EXPECT_EQ(Parsed(std::string(before.text()), before).shown(), before.shown());
}

}   // namespace
}   // namespace evd::syntax::testing
