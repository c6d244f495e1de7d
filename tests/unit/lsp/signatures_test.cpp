// How a call's callee may be called, and which argument is being written.

#include "lsp/features/signatures.h"
#include "tests/unit/lsp/spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evd::lsp {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using testing::Spec;
using testing::spec;

struct Shown {
    std::vector<std::string> labels;
    std::vector<std::string> parameters;
    size_t argument = 0;
    bool method = false;
};

Shown shownAt(const std::string& marked) {
    Spec one = spec(marked, {{"/specs/numbers.evd", "spec numbers\n\nfn double(x: Int, y: Int) : Int = x + y\n"}});
    auto call = callAt(*one.analysis, one.at());
    if (!call) return {};
    Shown out{{}, {}, call->argument, call->method};
    for (const Signature& signature : signatures(*one.analysis, *call)) {
        out.labels.push_back(signature.label);
        out.parameters = signature.parameters;
        for (const std::string& parameter : signature.parameters)
            EXPECT_NE(signature.label.find(parameter), std::string::npos) << signature.label;
    }
    return out;
}

TEST(Signatures, AModuleIsNoReceiver) {
    EXPECT_FALSE(shownAt("import \"./numbers.evd\" as q\n\nfn f(a: Int) : Int = q.double(⟦⟧)\n").method);
    EXPECT_TRUE(shownAt("fn g(x: Int, y: Int) : Int = x\nfn f(a: Int) : Int = a.g(⟦⟧)\n").method);
}

TEST(Signatures, OverloadsThatFitTheFirstArgument) {
    EXPECT_THAT(shownAt("fn f(s: Set<Int>) : Nat = size(⟦⟧)\n").labels, SizeIs(7));
    EXPECT_THAT(shownAt("fn f(s: Set<Int>) : Nat = size(s⟦⟧)\n").labels, ElementsAre("size: (Set<T>) -> Nat"));
    EXPECT_THAT(shownAt("fn f(s: Str) : Nat = s.size(⟦⟧)\n").labels, ElementsAre("size: (Str) -> Nat"));
    EXPECT_THAT(shownAt("fn f(m: Map<Loc, Int>) : Int = m.get_or(⟦⟧)\n").parameters,
                ElementsAre("Map<K, V>", "K", "V"));
    Shown fold = shownAt("fn f(s: Set<Int>) : Int = fold(s, 0, ⟦⟧)\n");
    EXPECT_THAT(fold.labels, ElementsAre("fold: (Set<T>, U, (U, T) -> U) -> U"));
    EXPECT_THAT(fold.parameters, ElementsAre("Set<T>", "U", "(U, T) -> U"));
    EXPECT_EQ(fold.argument, 2u);
    EXPECT_THAT(shownAt("fn f(x: Int) : Int = min(x, ⟦⟧)\n").parameters, ElementsAre("Num", "Num"));
}

TEST(Signatures, ParametersOfFunctionValuesAndOfGenericFunctions) {
    EXPECT_THAT(shownAt("param weight : Loc -> Int\n\nfn f(l: Loc) : Int = weight(⟦⟧)\n").parameters,
                ElementsAre("Loc"));
    Shown swap = shownAt("fn swap<First, Second>(a: First, b: Second) : (Second, First) = (b, a)\nfn f(x: Int) : (Int, "
                         "Int) = swap(x, ⟦⟧)\n");
    EXPECT_THAT(swap.labels, ElementsAre("fn swap<First, Second>(a: First, b: Second): (Second, First)"));
    EXPECT_THAT(swap.parameters, ElementsAre("a: First", "b: Second"));
}

}   // namespace
}   // namespace evd::lsp
