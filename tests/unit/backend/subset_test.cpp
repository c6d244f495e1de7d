// The subset check fails closed: each instruction that validation could not explain is refused (EVD5007 for the user).

#include "backend/llvm/subset.h"

#include <gtest/gtest.h>
#include <llvm/AsmParser/Parser.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/Support/SourceMgr.h>

namespace evd::backend {
namespace {

/// The first objection to a function of the shape of emitted code with this body, or "".
std::string objectionTo(const std::string& body) {
    llvm::LLVMContext context;
    llvm::SMDiagnostic error;
    auto module =
        llvm::parseAssemblyString("declare i64 @printf(ptr)\n"
                                  "define i64 @step(ptr %context, ptr %params, ptr %state, ptr %event, ptr %out) {\n" +
                                      body + "\n}\n",
                                  error, context);
    if (!module) {
        ADD_FAILURE() << error.getMessage().str() << "\n" << body;
        return "?";
    }
    return checkSubset(*module).value_or("");
}

TEST(Subset, TakesWhatIsEmitted) {
    EXPECT_EQ(objectionTo("%a = getelementptr i64, ptr %state, i64 1\n%x = load i64, ptr %a\n%s = add i64 %x, 2\n"
                          "%b = getelementptr i64, ptr %out, i64 0\nstore i64 %s, ptr %b\nret i64 0"),
              "");
}

TEST(Subset, RefusesOtherMemory) {
    EXPECT_NE(objectionTo("%a = alloca i64\nret i64 0"), "");
    EXPECT_NE(objectionTo("%x = load i64, ptr %context\nret i64 0"), "");
    EXPECT_NE(
        objectionTo(
            "%i = load i64, ptr %event\n%a = getelementptr i64, ptr %state, i64 %i\n%x = load i64, ptr %a\nret i64 0"),
        "");
    EXPECT_NE(objectionTo("br label %later\nlater:\n%x = load i64, ptr %state\nret i64 0"), "");
    EXPECT_NE(objectionTo("store i64 1, ptr %state\nret i64 0"), "");
    EXPECT_NE(objectionTo("store i64 1, ptr %out\n%s = add i64 1, 2\nret i64 %s"), "");
}

TEST(Subset, RefusesUndefinedBehaviour) {
    EXPECT_NE(objectionTo("%x = load i64, ptr %state\n%s = add nsw i64 %x, 1\nret i64 %s"), "");
    EXPECT_NE(objectionTo("%a = getelementptr inbounds i64, ptr %state, i64 1\n%x = load i64, ptr %a\nret i64 0"), "");
    EXPECT_NE(objectionTo("unreachable"), "");
}

TEST(Subset, RefusesOtherCallsAndTypes) {
    EXPECT_NE(objectionTo("%r = call i64 @printf(ptr %state)\nret i64 %r"), "");
    EXPECT_NE(objectionTo("%r = call i64 %state(i64 1)\nret i64 %r"), "");
    EXPECT_NE(objectionTo("%x = load double, ptr %state\n%s = fadd double %x, 1.0\nret i64 0"), "");
    EXPECT_NE(objectionTo("%x = load i64, ptr %state\n%v = bitcast i64 %x to <2 x i32>\nret i64 0"), "");
}

TEST(Subset, SaysWhereAndWhat) {
    EXPECT_EQ(objectionTo("%a = alloca i64\nret i64 0"), "an instruction of another kind (alloca in step)");
}

}   // namespace
}   // namespace evd::backend
