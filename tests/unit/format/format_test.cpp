// Small texts and their standard layout.

#include "frontend/format/format.h"

#include <gtest/gtest.h>

namespace {

using evd::format::edits;
using evd::format::format;

/// The layout of `body` in a spec, without the header.
std::string laidOut(const std::string& body) {
    auto out = format("spec s\n\n" + body);
    if (!out) return "(errors)";
    return out->substr(0, 8) == "spec s\n\n" ? out->substr(8) : *out;
}

TEST(Format, SpacesBetweenTokens) {
    EXPECT_EQ(laidOut("param   f:Nat"), "param f : Nat\n");
    EXPECT_EQ(laidOut("message m( a:Int ,b :  Map< Loc,List<Int> >)"), "message m(a: Int, b: Map<Loc, List<Int>>)\n");
    EXPECT_EQ(laidOut("fn g<T>(x : T,y:T):Bool=x==y and not(x<y)"),
              "fn g<T>(x: T, y: T) : Bool = x == y and not (x < y)\n");
    EXPECT_EQ(laidOut("fn h(f:Int):Int=3 * f+1 - f*f"), "fn h(f: Int) : Int = 3*f + 1 - f * f\n");
    EXPECT_EQ(laidOut("fn k(x:Int):Int=- x+(-1)"), "fn k(x: Int) : Int = -x + (-1)\n");
    EXPECT_EQ(laidOut("fn l(x:Int):Int=- -x"), "fn l(x: Int) : Int = - -x\n");
    EXPECT_EQ(laidOut("type P={a:Int,b:Loc}"), "type P = { a: Int, b: Loc }\n");
    EXPECT_EQ(laidOut("fn u(p:P):P={p with a=1}"), "fn u(p: P) : P = { p with a = 1 }\n");
    EXPECT_EQ(laidOut("fn s(x:Int):Set<Int> ={ x }+{ }"), "fn s(x: Int) : Set<Int> = {x} + {}\n");
    EXPECT_EQ(laidOut("fn m(x:Int):Map<Int,Int> ={ x :x }"), "fn m(x: Int) : Map<Int, Int> = {x: x}\n");
    EXPECT_EQ(laidOut("fn i(x:List<Int>):Int=x [0]+f (x) [1]"), "fn i(x: List<Int>) : Int = x[0] + f(x)[1]\n");
    EXPECT_EQ(laidOut("invariant i=forall x in s:exists e:m( x )@e"),
              "invariant i = forall x in s: exists e: m(x) @ e\n");
    EXPECT_EQ(laidOut("import  \"./a.evd\"   as  a"), "import \"./a.evd\" as a\n");
    EXPECT_EQ(laidOut("clocks  drift( 2*d ) percent"), "clocks drift (2 * d) percent\n");
    EXPECT_EQ(laidOut("process P{timer t on start{set t between( 2*d )and( f(d) )  x:=set(y)+between (a,b,c)}}"),
              "process P { timer t  on start { set t between (2 * d) and (f(d))  x := set(y) + between(a, b, c) } }\n");
    EXPECT_EQ(laidOut("class A=m(^ x,_)from p=>send n( 1 )to p"), "class A = m(^x, _) from p => send n(1) to p\n");
}

TEST(Format, DropsAByteOrderMark) {
    EXPECT_EQ(format("\xEF\xBB\xBFspec   s\n"), "spec s\n");
    auto found = edits("\xEF\xBB\xBFspec s\n");
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front().span, (evd::Span{0, 0, 3}));
}

TEST(Format, RefusesInvisibleCharactersOutsideTextsAndComments) {
    for (const char* one :
         {"\f", "\v", "\x7F", "\xC2\xA0", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\x8B", "\xEF\xBB\xBF"}) {
        EXPECT_EQ(laidOut(std::string("/// Doc.\n") + one + "param a : Int\n"), "(errors)") << one;
        EXPECT_EQ(laidOut(std::string("param a : ") + one + one + "Int\n"), "(errors)") << one;
        std::string inside = std::string("// a") + one + "b\nfn f() : Str = \"" + one + "\"\n";
        EXPECT_EQ(laidOut(inside), inside) << one;
    }
}

TEST(Format, CarriageReturnsAloneAreLineBreaks) {
    EXPECT_EQ(laidOut("/// Doc.\rparam a:Int"), "/// Doc.\nparam a : Int\n");
    EXPECT_EQ(laidOut("/// No doc.\r\rparam a:Int"), "/// No doc.\n\nparam a : Int\n");
    EXPECT_EQ(laidOut("/// No doc.\r\n\rparam a:Int"), "/// No doc.\n\nparam a : Int\n");
}

TEST(Format, BodiesAreIndented) {
    EXPECT_EQ(laidOut("process P {\nvar x:Int=0\non m(a) when a>x {\nx:=a\n}\n}"),
              "process P {\n  var x : Int = 0\n  on m(a) when a > x {\n    x := a\n  }\n}\n");
    EXPECT_EQ(laidOut("process P { on m(a) { x := a y := a } }"), "process P { on m(a) { x := a  y := a } }\n");
    EXPECT_EQ(laidOut("process P { on m(a) { x := a y := a\n} }"),
              "process P {\n  on m(a) {\n    x := a\n    y := a\n  }\n}\n");
    EXPECT_EQ(laidOut("process P {\non m {\nif a {\nx := 1\n}\nelse {\nx := 2\n}\n}\n}"),
              "process P {\n  on m {\n    if a {\n      x := 1\n    }\n    else {\n      x := 2\n    }\n  }\n}\n");
}

TEST(Format, AnElseIfStaysOnItsLine) {
    EXPECT_EQ(laidOut("process P {\non m {\nif a { x := 1 }\nelse   if bb { x := 2 }\nelse { x := 3 }\n}\n}"),
              "process P {\n  on m {\n    if a       { x := 1 }\n    else if bb { x := 2 }\n    else       { x := 3 "
              "}\n  }\n}\n");
    EXPECT_EQ(
        laidOut("process P {\non m {\nif a {\nx := 1\n} else if b {\nx := 2\n}\n// why\nelse if c { x := 3 }\n}\n}"),
        "process P {\n  on m {\n    if a {\n      x := 1\n    } else if b {\n      x := 2\n    }\n    // why\n    else "
        "if c { x := 3 }\n  }\n}\n");
    EXPECT_EQ(laidOut("process P { on m { if a { x := 1 } else  if b { x := 2 } y := 3 } }"),
              "process P { on m { if a { x := 1 } else if b { x := 2 }  y := 3 } }\n");
    EXPECT_EQ(laidOut("process P {\non m {\nif a { x := 1 } else { if b { x := 2 } }\nif c {\nx := 1\n} else {\nif d { "
                      "x := 2 }\n}\n}\n}"),
              "process P {\n  on m {\n    if a { x := 1 } else { if b { x := 2 } }\n    if c {\n      x := 1\n    } "
              "else {\n      if d { x := 2 }\n    }\n  }\n}\n")
        << "an `if` in braces is a statement of its own";
}

TEST(Format, ContinuationsAreIndented) {
    EXPECT_EQ(laidOut("fn f(x: Int) : Int =\nlet y = x in\ny"), "fn f(x: Int) : Int =\n  let y = x in\n  y\n");
    EXPECT_EQ(laidOut("check p\nwith f = 1,\nn = {a}\ngiven m(1) to a"),
              "check p\n  with f = 1,\n  n = {a}\n  given m(1) to a\n");
    EXPECT_EQ(laidOut("fn f(x: Int) : Int = g(\nx,\nx\n)"), "fn f(x: Int) : Int = g(\n  x,\n  x\n)\n");
    EXPECT_EQ(laidOut("fn f(x: Color) : Int =\nmatch x {\nRed => 1,\nGreen => 2,\n}"),
              "fn f(x: Color) : Int =\n  match x {\n    Red   => 1,\n    Green => 2,\n  }\n");
}

TEST(Format, ColumnsLineUp) {
    EXPECT_EQ(laidOut("param ring : Ring<Loc>\nparam uid : Loc -> Int\n\nparam a_long_name : Int"),
              "param ring : Ring<Loc>\nparam uid  : Loc -> Int\n\nparam a_long_name : Int\n");
    EXPECT_EQ(laidOut("input m()\noutput n()\nmessage o()"), "input   m()\noutput  n()\nmessage o()\n");
    EXPECT_EQ(laidOut("process P {\nvar a : Int = 0\ndurable var b : Set<Int> = {}\nvar c = 1\n}"),
              "process P {\n  var a         : Int      = 0\n  durable var b : Set<Int> = {}\n  var c                   "
              " = 1\n}\n");
    EXPECT_EQ(laidOut("process P {\non a(x) when x > 0 { stop }\non bcd(x) { stop }\n}"),
              "process P {\n  on a(x) when x > 0 { stop }\n  on bcd(x)          { stop }\n}\n");
    EXPECT_EQ(laidOut("invariant i = true\nproperty longer = true"),
              "invariant i      = true\nproperty  longer = true\n");
}

TEST(Format, CommentsStay) {
    EXPECT_EQ(laidOut("// one\nparam a : Int // x\nparam bcd : Int    // y\n\n//two\n// end"),
              "// one\nparam a   : Int  // x\nparam bcd : Int  // y\n\n//two\n// end\n");
    EXPECT_EQ(laidOut("process P {\n// first\nvar a : Int = 0 // trailing   \n// last\n}"),
              "process P {\n  // first\n  var a : Int = 0  // trailing\n  // last\n}\n");
}

TEST(Format, SpaceAtTheEndOfDocumentation) {
    EXPECT_EQ(laidOut("/// one  \n/// two\t\nparam a:Int"), "/// one\n/// two\nparam a : Int\n");
}

TEST(Format, BlankLines) {
    EXPECT_EQ(laidOut("\n\nparam a : Int\n\n\n\nparam b : Int\n\n\n"), "param a : Int\n\nparam b : Int\n");
    EXPECT_EQ(laidOut("process P {\n\nvar a : Int = 0\n\n}"), "process P {\n  var a : Int = 0\n}\n");
}

TEST(Format, RefusesTextWithErrorsOfForm) {
    EXPECT_FALSE(format("spec s\nfn f( = 1\n"));
    EXPECT_FALSE(edits("spec s\nprocess P {\n"));
    EXPECT_TRUE(format("spec s\nfn f() : Nowhere = unknown\n")) << "what names mean does not matter to the layout";
}

TEST(Format, EditsTouchOnlyWhiteSpaceAndOnlyWhatIsAsked) {
    std::string text = "spec s\nparam  a : Int\n\n\nparam  b : Int\n";
    auto all = edits(text);
    ASSERT_TRUE(all);
    std::string whole = text;
    for (auto edit = all->rbegin(); edit != all->rend(); ++edit) {
        EXPECT_EQ(text.substr(edit->span.begin, edit->span.end - edit->span.begin).find_first_not_of(" \n"),
                  std::string::npos);
        whole.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
    }
    EXPECT_EQ(whole, *format(text));
    auto some = edits(text, evd::Span{0, 7, 21});
    ASSERT_TRUE(some);
    ASSERT_EQ(some->size(), 1u);
    EXPECT_EQ(some->front().span.begin, 12u);
    EXPECT_TRUE(edits(*format(text))->empty());
}

TEST(Format, KeepsCarriageReturnsOut) {
    EXPECT_EQ(format("spec s\r\n\r\nparam a:Int\r\n"), "spec s\n\nparam a : Int\n");
}

}   // namespace
