// Imports that are not used, and imports in order.

#include "frontend/repair/repair.h"
#include "tests/fixture/checked.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace evd::repair {
namespace {

const std::map<std::string, std::string> kModules = {
    {"/specs/a.evd", "spec a\n\nfn one(x: Int) : Int = x + 1\n"},
    {"/specs/b.evd", "spec b\n\nfn two(x: Int) : Int = x + 2\n\ntype Two = { two: Int }\n"},
    {"/specs/c.evd", "spec c\n\nmessage three(x: Int)\n"}};

/// What is reported as unused, and the text with its imports in order; the text as it was if they are.
struct Organised {
    std::vector<std::string> unused;
    std::string text;
};

Organised organised(const std::string& text) {
    std::map<std::string, std::string> texts = kModules;
    texts["/specs/s.evd"] = text;
    fixture::Checked checked("/specs/s.evd", fixture::Texts(texts));
    Organised out;
    for (const Diagnostic& one : checked.diagnostics.all())
        if (one.code == Code::UnusedName) out.unused.emplace_back(checked.sources.text(one.span));
    EXPECT_EQ(checked.errors(), 0u) << checked.listing();
    out.text = text;
    auto fix = organisedImports(*checked.program, checked.sources);
    if (!fix) return out;
    std::vector<Edit> edits = fix->edits;
    std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.span.begin > b.span.begin; });
    for (const Edit& edit : edits) out.text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
    return out;
}

const std::string kBody =
    "\nparam nodes : Set<Loc>\ninput go(x: Int)\nprocess P {\n  var n : Int = 0\n  on go(x) { n := one(two(x)) }\n"
    "}\nsystem S = P at nodes\n";

TEST(Imports, ThatAreNotUsedAreTold) {
    auto found = organised("spec s\nimport \"./a.evd\"\nimport \"./b.evd\"\nimport \"./c.evd\"\n" + kBody);
    EXPECT_EQ(found.unused, std::vector<std::string>{"\"./c.evd\""});
    EXPECT_EQ(found.text, "spec s\nimport \"./a.evd\"\nimport \"./b.evd\"\n" + kBody);
}

TEST(Imports, AreUsedByEveryMention) {
    for (const char* use :
         {"type T = Two\n",
          "input go()\nprocess Q { on three(x) { }  on go() { send three(1) to self } }\nsystem R = Q at nodes\n",
          "class C = three(x) => emit o(x)\nsystem R = C at nodes\noutput o(x: Int)\n"}) {
        std::string which = std::string(use).find("Two") != std::string::npos ? "b" : "c";
        auto found = organised("spec s\nimport \"./" + which + ".evd\"\nparam nodes : Set<Loc>\n" + use);
        EXPECT_EQ(std::count(found.unused.begin(), found.unused.end(), "\"./" + which + ".evd\""), 0) << use;
    }
}

TEST(Imports, AreSortedAndNotRepeated) {
    auto found = organised("spec s\nimport \"./b.evd\"\nimport std.quorum\nimport \"./a.evd\"\n" +
                           std::string("fn f(v: Bag<Int>) : Bool = unanimous(v)\nassume it = f(bag([1]))\n") + kBody);
    EXPECT_EQ(found.text.substr(0, found.text.find("\nfn")),
              "spec s\nimport std.quorum\nimport \"./a.evd\"\nimport \"./b.evd\"");
    EXPECT_EQ(organised(found.text).text, found.text) << "once is enough";
}

TEST(Imports, StayWhereSomethingIsSaidBetweenThem) {
    const std::string text = "spec s\nimport \"./b.evd\"  // two\nimport \"./a.evd\"\n" + kBody;
    EXPECT_EQ(organised(text).text, text);
    auto found =
        organised("spec s\nimport \"./b.evd\"  // two\nimport \"./c.evd\"  // three\nimport \"./a.evd\"\n" + kBody);
    EXPECT_EQ(found.text, "spec s\nimport \"./b.evd\"  // two\nimport \"./a.evd\"\n" + kBody)
        << "but what is not used goes, with what is said of it";
}

}   // namespace
}   // namespace evd::repair
