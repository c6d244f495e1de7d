// Types that double with each line are shared, and refused where they grow too large: a few lines must not keep the
// checker busy for ever. None of these specs would end if a type were gone through part by part without remembering the
// parts.

#include "fixture.h"

#include <functional>

namespace evd::sema::testing {
namespace {

std::string chain(size_t count, const std::function<std::string(size_t)>& line) {
    std::string out;
    for (size_t i = 1; i <= count; ++i) out += line(i) + "\n";
    return out;
}

std::string n(size_t i) { return std::to_string(i); }

/// The one diagnostic that matters is there, and no text of it is long.
void expectTooLarge(const std::string& text) {
    Checked checked = check(text);
    bool found = false;
    for (const Diagnostic& one : checked.diagnostics.all()) {
        found |= one.code == Code::TypeTooLarge;
        EXPECT_LT(one.message.size(), 5000U);
    }
    EXPECT_TRUE(found) << text.substr(0, 200);
}

TEST(LargeTypes, AliasesThatDouble) {
    std::string types = "type T0 = (Int, Int)\n" + chain(60, [](size_t i) {
                            return "type T" + n(i) + " = (T" + n(i - 1) + ", T" + n(i - 1) + ")";
                        });
    expectTooLarge(types + "input m(x: T60)");
    expectTooLarge("type P<A> = { l: A, r: A }\n" + chain(60, [](size_t i) {
                       return "type T" + n(i) + " = P<" + (i == 1 ? std::string("Int") : "T" + n(i - 1)) + ">";
                   }));
    Checked small = check("type T0 = (Int, Int)\ntype T1 = (T0, T0)\ntype T2 = (T1, T1)\nfn f(x: T2) : Bool = x == x");
    EXPECT_EQ(small.shown(), std::vector<std::string>{});
}

TEST(LargeTypes, FunctionsThatSquare) {
    expectTooLarge("fn f0(a) = (a, a)\n" +
                   chain(40, [](size_t i) { return "fn f" + n(i) + "(a) = f" + n(i - 1) + "(f" + n(i - 1) + "(a))"; }));
    expectTooLarge("fn f0(a) = { l = a, r = [a] }\n" +
                   chain(40, [](size_t i) { return "fn f" + n(i) + "(a) = f" + n(i - 1) + "(f" + n(i - 1) + "(a))"; }));
}

TEST(LargeTypes, LetsThatDouble) {
    expectTooLarge("fn f(a0: Int) = " +
                   chain(80, [](size_t i) { return "let a" + n(i) + " = (a" + n(i - 1) + ", a" + n(i - 1) + ") in"; }) +
                   "a80");
    expectTooLarge("fn f(a0) = " +
                   chain(80,
                         [](size_t i) {
                             return "let a" + n(i) + " = [a" + n(i - 1) + ", a" + n(i - 1) + "].map(x => (x, x)) in";
                         }) +
                   "a80");
}

TEST(LargeTypes, PatternsThatDouble) {
    expectTooLarge("fn f(x0) = " +
                   chain(60,
                         [](size_t i) {
                             return "let (a" + n(i) + ", x" + n(i) + ") = (x" + n(i - 1) + ", (x" + n(i - 1) + ", x" +
                                    n(i - 1) + ")) in";
                         }) +
                   "x60");
}

TEST(LargeTypes, ClassesThatDouble) {
    expectTooLarge("input go(x: Int)\nclass C0 = go(x)\n" +
                   chain(40, [](size_t i) { return "class C" + n(i) + " = C" + n(i - 1) + " & C" + n(i - 1); }));
}

TEST(LargeTypes, UnifyingSharedTypesIsQuick) {
    // each is 2^11 pairs, below the limit; both sides are compared 200 times
    std::string types = "type T0 = (Int, Int)\n" + chain(10, [](size_t i) {
                            return "type T" + n(i) + " = (T" + n(i - 1) + ", T" + n(i - 1) + ")";
                        });
    Checked checked =
        check(types + "fn f(a: T10, b: T10) : Bool = " + chain(200, [](size_t) { return "a == b and"; }) + "true");
    EXPECT_EQ(checked.shown(), std::vector<std::string>{});
}

TEST(LargeTypes, TheirTextIsBounded) {
    std::string types = "type T0 = (Int, Int)\n" + chain(11, [](size_t i) {
                            return "type T" + n(i) + " = (T" + n(i - 1) + ", T" + n(i - 1) + ")";
                        });
    Checked checked = check(types + "fn f(a: T11) : Int = a");
    ASSERT_EQ(checked.diagnostics.all().size(), 1U);
    EXPECT_LT(checked.diagnostics.all()[0].message.size(), 3000U);
    EXPECT_NE(checked.diagnostics.all()[0].message.find("…"), std::string::npos);
    std::string many = "enum E { " + chain(2000, [](size_t i) { return "K" + n(i) + "(x: T11),"; }) + "Last }";
    Checked wide = check(types + many);
    EXPECT_LT(wide.program
                  ->signature(static_cast<SymbolId>(wide.symbol("E", SymbolKind::Enum) - wide.program->symbols.data()))
                  .size(),
              4000U);
}

}   // namespace
}   // namespace evd::sema::testing
