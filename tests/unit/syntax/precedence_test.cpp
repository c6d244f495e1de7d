// Which operand belongs to which operator. Expected trees are texts with all parentheses, so the tests know no tree
// forms.

#include "fixture.h"

#include <fmt/format.h>

namespace evd::syntax::testing {
namespace {

enum class Side { Left, Right, None };

/// docs/language.md, "Expressions", loosest first.
struct Operator {
    std::string word;
    int level;
    Side side = Side::Left;
};

const std::vector<Operator>& operators() {
    static const std::vector<Operator> table = {
        {"leads_to", 1},
        {"iff", 2},
        {"implies", 3, Side::Right},
        {"or", 4},
        {"and", 5},
        {"==", 7, Side::None},
        {"!=", 7, Side::None},
        {"<", 7, Side::None},
        {"<=", 7, Side::None},
        {">", 7, Side::None},
        {">=", 7, Side::None},
        {"in", 7, Side::None},
        {"not in", 7, Side::None},
        {"<@", 7, Side::None},
        {"+", 9},
        {"-", 9},
        {"*", 10},
        {"/", 10},
        {"mod", 10},
    };
    return table;
}
constexpr int kNotLevel = 6, kNegateLevel = 11;

TEST(Precedence, OfEveryPairOfOperators) {
    size_t pairs = 0;
    for (const Operator& first : operators())
        for (const Operator& second : operators()) {
            bool left = first.level > second.level || (first.level == second.level && first.side == Side::Left);
            std::string text = fmt::format("a {} b {} c", first.word, second.word);
            if (first.level == second.level && first.side == Side::None) {
                Parsed parsed("spec s\nproperty p = " + text);
                ASSERT_EQ(parsed.diagnostics.all().size(), 1u) << text;
                EXPECT_EQ(parsed.diagnostics.all()[0].code, Code::ChainedComparison) << text;
                EXPECT_EQ(parsed.at(parsed.diagnostics.all()[0].span), second.word) << text;
                continue;
            }
            std::string explicitText = left ? fmt::format("(a {} b) {} c", first.word, second.word)
                                            : fmt::format("a {} (b {} c)", first.word, second.word);
            std::string other = left ? fmt::format("a {} (b {} c)", first.word, second.word)
                                     : fmt::format("(a {} b) {} c", first.word, second.word);
            EXPECT_EQ(formula(text), formula(explicitText)) << text;
            EXPECT_NE(formula(text), formula(other)) << "the parentheses say nothing: " << text;
            ++pairs;
        }
    EXPECT_EQ(pairs, 19u * 19 - 9 * 9);
}

TEST(Precedence, OfEveryTripleOfLevels) {
    // One operator of each level, three in a row: the loosest splits, the leftmost or rightmost of equals as it
    // associates.
    std::vector<Operator> some;
    for (const Operator& op : operators())
        if (some.empty() || some.back().level != op.level) some.push_back(op);
    auto split = [](const Operator* ops, size_t count) {
        size_t at = 0;
        for (size_t i = 1; i < count; ++i)
            if (ops[i].level < ops[at].level || (ops[i].level == ops[at].level && ops[i].side == Side::Left)) at = i;
        return at;
    };
    for (const Operator& x : some)
        for (const Operator& y : some)
            for (const Operator& z : some) {
                int comparisons = (x.level == 7) + (y.level == 7) + (z.level == 7);
                if (comparisons > 1) continue;
                Operator ops[] = {x, y, z};
                const char* names[] = {"a", "b", "c", "d"};
                auto grouped = [&](auto&& self, size_t begin, size_t end) -> std::string {
                    if (begin == end) return names[begin];
                    size_t at = begin + split(ops + begin, end - begin);
                    return fmt::format("({} {} {})", self(self, begin, at), ops[at].word, self(self, at + 1, end));
                };
                std::string text = fmt::format("a {} b {} c {} d", x.word, y.word, z.word);
                EXPECT_EQ(formula(text), formula(grouped(grouped, 0, 3))) << text;
            }
}

TEST(Precedence, OfPrefixOperators) {
    for (const Operator& op : operators()) {
        std::string text = fmt::format("not a {} b", op.word);
        EXPECT_EQ(formula(text), formula(op.level > kNotLevel ? fmt::format("not (a {} b)", op.word)
                                                              : fmt::format("(not a) {} b", op.word)))
            << text;
        text = fmt::format("-a {} b", op.word);
        EXPECT_EQ(formula(text), formula(op.level > kNegateLevel ? fmt::format("-(a {} b)", op.word)
                                                                 : fmt::format("(-a) {} b", op.word)))
            << text;
        text = fmt::format("a {} -b", op.word);
        EXPECT_EQ(formula(text), formula(fmt::format("a {} (-b)", op.word))) << text;
        if (op.level < kNotLevel) {
            text = fmt::format("a {} not b == c", op.word);
            EXPECT_EQ(formula(text), formula(fmt::format("a {} (not (b == c))", op.word))) << text;
        }
    }
    const std::pair<const char*, const char*> rows[] = {
        {"not not a", "not (not a)"},
        {"--a", ""},
        {"- -a", "-(-a)"},
        {"-a.b", "-(a.b)"},
        {"-a[k]", "-(a[k])"},
        {"-f(x)", "-(f(x))"},
        {"-a * -b", "(-a) * (-b)"},
        {"not a in s", "not (a in s)"},
        {"not a not in s", "not (a not in s)"},
        {"-a + b", "(-a) + b"},
        {"not f(x) and b", "(not f(x)) and b"},
        {"-a mod b", "(-a) mod b"},
    };
    for (auto [text, grouped] : rows) {
        if (std::string(grouped).empty())
            EXPECT_TRUE(formula(text).starts_with("not correct: EVD0016")) << formula(text);
        else EXPECT_EQ(formula(text), formula(grouped)) << text;
    }
}

TEST(Precedence, OfSuffixes) {
    const std::pair<const char*, const char*> rows[] = {
        {"a.b.c", "(a.b).c"},
        {"a[i][j]", "(a[i])[j]"},
        {"f(x)(y)", "(f(x))(y)"},
        {"a.b[i].c", "((a.b)[i]).c"},
        {"x + a[i]", "x + (a[i])"},
        {"x * a.b", "x * (a.b)"},
        {"a.f(x).g(y)", "(a.f(x)).g(y)"},
        {"[a, b][0]", "([a, b])[0]"},
        {"{a, b}.size()", "({a, b}).size()"},
        {"1.f()", ""},
    };
    for (auto [text, grouped] : rows) {
        if (std::string(grouped).empty()) continue;
        EXPECT_EQ(expr(text), expr(grouped)) << text;
    }
}

/// Forms that extend as far right as possible take everything after them.
TEST(Precedence, OfFormsOpenToTheRight) {
    const std::string heads[] = {
        "if a then b else ", "let x = a in ", "forall x in s: ", "exists x in s: ", "all x in s: ",
        "any x in s: ",      "always ",       "eventually ",     "exists e0 < e: "};
    for (const std::string& head : heads)
        for (const Operator& op : operators()) {
            std::string text = fmt::format("{}p {} q", head, op.word);
            EXPECT_EQ(formula(text), formula(fmt::format("{}(p {} q)", head, op.word))) << text;
            EXPECT_EQ(formula(text), formula("(" + text + ")")) << text;
            // As the right operand of anything they also take all.
            if (op.level == 7) continue;
            for (const Operator& before : operators()) {
                std::string nested = fmt::format("r {} {}p {} q", before.word, head, op.word);
                EXPECT_EQ(formula(nested), formula(fmt::format("r {} ({}(p {} q))", before.word, head, op.word)))
                    << nested;
            }
        }
    EXPECT_EQ(formula("not forall x in s: p and q"), formula("not (forall x in s: (p and q))"));
    EXPECT_EQ(formula("not exists x: not forall y: p"), formula("not (exists x: (not (forall y: p)))"));
    EXPECT_EQ(expr("if a then b else if c then d else e + 1"), expr("if a then b else (if c then d else (e + 1))"));
    EXPECT_EQ(expr("if let x = 1 in x == 1 then b else c"), expr("if (let x = 1 in (x == 1)) then b else c"));
    EXPECT_EQ(expr("let x = if a then b else c in d"), expr("let x = (if a then b else c) in d"));
    EXPECT_EQ(expr("let x = a in let y = b in x + y"), expr("let x = a in (let y = b in (x + y))"));
    EXPECT_EQ(expr("a + let x = 1 in x + 2"), expr("a + (let x = 1 in (x + 2))"));
    EXPECT_EQ(expr("f(x => x + 1, 2)"), expr("f(x => (x + 1), 2)"));
}

/// `let … in`: the first `in` that nothing else claims belongs to the `let`.
TEST(Precedence, OfLetAndIn) {
    const std::pair<const char*, const char*> rows[] = {
        {"let x = [y for y in s] in x", "let x = ([y for y in s]) in x"},
        {"let x = (y in s) in x", "let x = ((y in s)) in x"},
        {"let x = all y in s: y > 0 in x", "let x = (all y in s: y > 0) in x"},
        {"let x = let y = 1 in y in x", "let x = (let y = 1 in y) in x"},
        {"let x = y not in s in x", "let x = (y not in s) in x"},
        {"let x = f(a in s, b) in x in t", "let x = (f(a in s, b)) in (x in t)"},
        {"let x = {k: v for k in s, v in t if k in t} in x", "let x = ({k: v for k in s, v in t if k in t}) in x"},
        {"let x = match a { b => b in s } in x", "let x = (match a { b => b in s }) in x"},
        {"x in let y = s in y", "x in (let y = s in y)"},
    };
    for (auto [text, grouped] : rows) {
        EXPECT_FALSE(expr(text).starts_with("not correct")) << text << " " << expr(text);
        EXPECT_EQ(expr(text), expr(grouped)) << text;
    }
    EXPECT_EQ(formula("forall x in s: let y = x in y"), formula("forall x in s: (let y = x in y)"));
    EXPECT_EQ(formula("let y = exists x in s: x == 1 in y"), formula("let y = (exists x in s: x == 1) in y"));
    EXPECT_EQ(formula("let y = forall x in s, z in t: (x in z) in y"),
              formula("let y = (forall x in s, z in t: (x in z)) in y"));
    EXPECT_EQ(formula("let y = forall x in s: x in z in y"), formula("let y = (forall x in s: x) in (z in y)"));
}

TEST(Precedence, OfEvents) {
    const std::pair<const char*, const char*> rows[] = {
        {"sent m(x) @ e and b", "(sent m(x) @ e) and b"},
        {"a implies m(x) @ e", "a implies (m(x) @ e)"},
        {"C(x) @ e == b", "(C(x) @ e) == b"},
        {"x before e == y", "(x before e) == y"},
        {"x after e == x before e + 1", "(x after e) == (x before (e + 1))"},
        {"x == y after e", "x == (y after e)"},
        {"n of P at i >= 2", "(n of P at i) >= 2"},
        {"n of P at i + 1", "(n of P at i) + 1"},
        {"x of P at next(i)", "x of P at (next(i))"},
        {"e1 < e2 and e2 <@ e3", "(e1 < e2) and (e2 <@ e3)"},
        {"not m(x) @ e", "not (m(x) @ e)"},
        {"a leads_to b leads_to c", "(a leads_to b) leads_to c"},
        {"was_sent m(x) by i and b", "(was_sent m(x) by i) and b"},
        {"e @ i and b", "(e @ i) and b"},
    };
    for (auto [text, grouped] : rows) {
        EXPECT_FALSE(formula(text).starts_with("not correct")) << formula(text);
        EXPECT_EQ(formula(text), formula(grouped)) << text;
    }
}

/// docs/language.md, "Event classes": `||` · `when … => …` · `&` · suffixes · prefixes.
TEST(Precedence, OfClassCombinators) {
    const std::pair<const char*, const char*> rows[] = {
        {"A || B || C", "(A || B) || C"},
        {"A & B & C", "(A & B) & C"},
        {"A & B || C & D", "(A & B) || (C & D)"},
        {"A || B & C", "A || (B & C)"},
        {"A => x || B => y", "(A => x) || (B => y)"},
        {"A when p || B when q", "(A when p) || (B when q)"},
        {"A & B when p => x", "(A & B) when p => x"},
        {"A until B || B", "(A until B) || B"},
        {"A until B & C", "(A until B) & C"},
        {"A as p & B as q", "(A as p) & (B as q)"},
        {"A as p at l", "(A as p) at l"},
        {"A at l until B", "(A at l) until B"},
        {"A until B until C", "(A until B) until C"},
        {"A || B at l", "A || (B at l)"},
        {"A & B at l", "A & (B at l)"},
        {"once A until B", "(once A) until B"},
        {"once A & B", "(once A) & B"},
        {"once A || B", "(once A) || B"},
        {"once A at l", "(once A) at l"},
        {"once once A", "once (once A)"},
        {"before S as s", "(before S) as s"},
        {"once before S", "once (before S)"},
        {"A until once B", "A until (once B)"},
        {"once m(x) from p", "once (m(x) from p)"},
        {"each x in A & B spawn D(x)", "each x in (A & B) spawn (D(x))"},
        {"each x in A spawn D(x) || B", "(each x in A spawn D(x)) || B"},
        {"each x in A spawn D(x) at l", "(each x in A spawn D(x)) at l"},
        {"latest A else v", "latest (A) else v"},
        {"latest A else v + 1", "latest A else (v + 1)"},
        {"A when p => if q then x else y", "A when (p) => (if q then x else y)"},
    };
    for (auto [text, grouped] : rows) {
        EXPECT_FALSE(classExpr(text).starts_with("not correct")) << classExpr(text);
        EXPECT_EQ(classExpr(text), classExpr(grouped)) << text;
    }
}

TEST(Precedence, OfTypes) {
    EXPECT_EQ(type("A -> B -> C"), type("A -> (B -> C)"));
    EXPECT_NE(type("A -> B -> C"), type("(A -> B) -> C"));
    EXPECT_EQ(type("((A))"), type("A"));
    EXPECT_EQ(type("(A, B) -> C"), "(-> A B C)");
    EXPECT_EQ(type("List<A -> B>"), type("List<(A -> B)>"));
}

}   // namespace
}   // namespace evd::syntax::testing
