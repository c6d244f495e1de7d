// Values as text and as bytes.

#include "tests/unit/ir/make.h"

#include <gtest/gtest.h>

namespace evd::ir::test {

namespace {

const LocationNames kNames = {"n1", "n2", "node-3"};

struct Values : ::testing::Test {
    TypeTable types;
    TypeId Int = types.basic(TypeKind::Int), Nat = types.basic(TypeKind::Nat), Bool = types.basic(TypeKind::Bool),
           Unit = types.basic(TypeKind::Unit), Str = types.basic(TypeKind::Str), Bytes = types.basic(TypeKind::Bytes),
           Loc = types.basic(TypeKind::Loc), Duration = types.basic(TypeKind::Duration);

    /// The text of what was read, or the error.
    std::string read(TypeId type, std::string_view source) {
        auto value = parseValue(types, type, source, kNames);
        return value ? text(types, type, *value, kNames) : value.error().message;
    }
    std::string bytes(TypeId type, std::string_view source) {
        auto value = parseValue(types, type, source, kNames);
        if (!value) return value.error().message;
        std::string out;
        appendCbor(types, type, *value, kNames, out);
        return hex(out);
    }
};

TEST_F(Values, AreReadAsTheyAreWritten) {
    TypeId option = types.option(types.tuple({Int, Loc}));
    struct Row {
        TypeId type;
        const char* source;
    };
    for (Row row : {Row{Int, "0"},
                    Row{Int, "-9223372036854775808"},
                    Row{Int, "9223372036854775807"},
                    Row{Nat, "7"},
                    Row{Bool, "true"},
                    Row{Bool, "false"},
                    Row{Unit, "()"},
                    Row{Str, R"("a\"b\\\n\t\r\0\u{1}é")"},
                    Row{Bytes, R"(b"a\0\xff\n")"},
                    Row{Loc, "node-3"},
                    Row{Duration, "200ms"},
                    Row{Duration, "-3us"},
                    Row{Duration, "0ns"},
                    Row{Duration, "1500us"},
                    Row{Duration, "2min"},
                    Row{types.tuple({Int, Bool, Str}), R"((1, true, "x"))"},
                    Row{types.record({{"a", Int}, {"b", Loc}}), "{ a = 1, b = n2 }"},
                    Row{types.list(Int), "[3, 1, 3]"},
                    Row{types.list(Int), "[]"},
                    Row{types.set(Int), "{1, 2}"},
                    Row{types.set(Int), "{}"},
                    Row{types.bag(Int), "bag [1, 1, 2]"},
                    Row{types.map(Loc, Str), R"({n1: "A", n2: "B"})"},
                    Row{types.map(Loc, Str), "{}"},
                    Row{types.ring(Loc), "[n2, n1]"},
                    Row{option, "None"},
                    Row{option, "Some((4, n1))"}})
        EXPECT_EQ(read(row.type, row.source), row.source);
}

TEST_F(Values, MayBeWrittenInOtherWays) {
    EXPECT_EQ(read(types.set(Int), " { 3,1 ,2}  "), "{1, 2, 3}");
    EXPECT_EQ(read(types.bag(Int), "[2, 1, 1]"), "bag [1, 1, 2]");
    EXPECT_EQ(read(types.map(Int, Int), "{2: 0, 1: 5}"), "{1: 5, 2: 0}");
    EXPECT_EQ(read(types.record({{"a", Int}, {"b", Loc}}), "{b = n1, a = 2}"), "{ a = 2, b = n1 }");
    EXPECT_EQ(read(Duration, "3600s"), "1h");
}

TEST_F(Values, ErrorsSayWhatWasExpectedAtWhichColumn) {
    TypeId option = types.option(Int);
    EXPECT_EQ(read(Int, "x"), "column 1: expected a number");
    EXPECT_EQ(read(Int, "9223372036854775808"), "column 1: expected a number of 64 bits");
    EXPECT_EQ(read(Int, "1 2"), "column 3: expected the end");
    EXPECT_EQ(read(Nat, "-1"), "column 1: expected a number that is not negative");
    EXPECT_EQ(read(Bool, "yes"), "column 1: expected `true` or `false`");
    EXPECT_EQ(read(Loc, "n9"), "column 1: `n9` is not a location of this deployment");
    EXPECT_EQ(read(types.list(Int), "[1, 2"), "column 6: expected `]`");
    EXPECT_EQ(read(types.list(Loc), "[n1, n7]"), "column 6: `n7` is not a location of this deployment");
    EXPECT_EQ(read(types.tuple({Int, Int}), "(1)"), "column 3: expected `,`");
    EXPECT_EQ(read(option, "Sum(1)"), "column 1: expected one of `None`, `Some`");
    EXPECT_EQ(read(option, "Some"), "column 5: expected `(`");
    EXPECT_EQ(read(Duration, "5"), "column 2: expected a unit: ns, us, ms, s, min or h");
    EXPECT_EQ(read(Duration, "9223372036854775807h"),
              "column 21: expected a duration of at most 64 bits in nanoseconds");
    EXPECT_EQ(read(types.set(Int), "{1, 1}"), "column 7: expected distinct elements");
    EXPECT_EQ(read(types.record({{"a", Int}, {"b", Int}}), "{a = 1, a = 2}"),
              "column 9: expected the fields `a`, `b`, each once");
    EXPECT_EQ(read(Str, "\"abc"), "column 5: expected a closing quote");
    EXPECT_EQ(read(Str, "\"\xff\""), "column 4: expected UTF-8");
    TypeId nested = Int;
    for (int i = 0; i < 300; ++i) nested = types.list(nested);
    EXPECT_NE(read(nested, std::string(300, '[') + "1" + std::string(300, ']')).find("expected less nesting"),
              std::string::npos);
}

TEST_F(Values, AreDeterministicCbor) {
    EXPECT_EQ(bytes(Int, "0"), "00");
    EXPECT_EQ(bytes(Int, "23"), "17");
    EXPECT_EQ(bytes(Int, "24"), "1818");
    EXPECT_EQ(bytes(Int, "256"), "190100");
    EXPECT_EQ(bytes(Int, "65536"), "1a00010000");
    EXPECT_EQ(bytes(Int, "4294967296"), "1b0000000100000000");
    EXPECT_EQ(bytes(Int, "-1"), "20");
    EXPECT_EQ(bytes(Int, "-9223372036854775808"), "3b7fffffffffffffff");
    EXPECT_EQ(bytes(Bool, "true"), "f5");
    EXPECT_EQ(bytes(Unit, "()"), "f6");
    EXPECT_EQ(bytes(Str, "\"hé\""), "6368c3a9");
    EXPECT_EQ(bytes(Bytes, "b\"\\x00\\xff\""), "4200ff");
    EXPECT_EQ(bytes(Loc, "n2"), "626e32");
    EXPECT_EQ(bytes(Duration, "1us"), "1903e8");
    EXPECT_EQ(bytes(types.tuple({Int, Bool}), "(1, false)"), "8201f4");
    EXPECT_EQ(bytes(types.record({{"b", Int}, {"a", Int}}), "{b = 2, a = 1}"), "820102");
    EXPECT_EQ(bytes(types.option(Int), "None"), "8100");
    EXPECT_EQ(bytes(types.option(Int), "Some(5)"), "820105");
    EXPECT_EQ(bytes(types.set(Int), "{2, 1}"), "820102");
    EXPECT_EQ(bytes(types.bag(Int), "[2, 1, 1]"), "83010102");
    EXPECT_EQ(bytes(types.map(Int, Bool), "{2: true, 1: false}"), "8401f402f5");
    EXPECT_EQ(bytes(types.ring(Loc), "[n2, n1]"), "82626e32626e31");
}

TEST_F(Values, OrderIsByConstructorThenFieldsAndByPrefix) {
    TypeId option = types.option(Int);
    auto order = [&](TypeId type, const char* a, const char* b) {
        return compare(*parseValue(types, type, a, kNames), *parseValue(types, type, b, kNames));
    };
    EXPECT_LT(order(option, "None", "Some(-5)"), 0);
    EXPECT_LT(order(option, "Some(1)", "Some(2)"), 0);
    EXPECT_LT(order(types.list(Int), "[1]", "[1, 0]"), 0);
    EXPECT_GT(order(types.list(Int), "[2]", "[1, 9]"), 0);
    EXPECT_LT(order(Str, "\"a\"", "\"é\""), 0) << "bytes compare without sign";
    EXPECT_EQ(order(types.set(Int), "{1, 2}", "{2, 1}"), 0);
}

}   // namespace

}   // namespace evd::ir::test
