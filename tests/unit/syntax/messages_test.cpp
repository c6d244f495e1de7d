// Messages of the parser speak of what is written in specs, never of the grammar's own names.

#include "fixture.h"

#include <fstream>
#include <map>
#include <regex>
#include <sstream>

namespace evd::syntax::testing {
namespace {

std::string grammarText() {
    std::ifstream in(std::string(EVD_SOURCE_DIR) + "/grammar/Evident.g4");
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

struct GrammarToken {
    std::string name;
    std::string written;   ///< an example of it; empty if the lexer makes none
};

/// The tokens of the grammar, each with a way to write it.
std::vector<GrammarToken> grammarTokens() {
    static const std::map<std::string, std::string> kExamples = {{"INT", "7"},           {"DURATION", "5s"},
                                                                 {"TEXT", "\"t\""},      {"BYTES", "b\"t\""},
                                                                 {"LOWER", "some_name"}, {"UPPER", "Some"}};
    std::vector<GrammarToken> out;
    std::string text = grammarText();
    static const std::regex kRule(R"(\b([A-Z][A-Z_]+) : ('((?:[^'\\]|\\.)+)' ;)?)");
    for (auto at = std::sregex_iterator(text.begin(), text.end(), kRule); at != std::sregex_iterator(); ++at) {
        std::string name = (*at)[1], written = (*at)[3];
        if (auto example = kExamples.find(name); example != kExamples.end()) written = example->second;
        out.push_back({name, written});
    }
    return out;
}

/// The first name of a token that a message contains, or "".
std::string internalName(const std::string& message, const std::vector<GrammarToken>& tokens) {
    static const std::regex kWord(R"([A-Z][A-Z_]+)");
    for (auto at = std::sregex_iterator(message.begin(), message.end(), kWord); at != std::sregex_iterator(); ++at)
        for (const GrammarToken& token : tokens)
            if (at->str() == token.name) return token.name;
    return message.find("<EOF>") != std::string::npos ? "EOF" : "";
}

/// Every form of the grammar once or more.
const char* kForms = R"(spec forms
import std.quorum as q
param nodes : Set<Loc>
param type Cmd
assume some = forall i, j in nodes: i == j implies true
type Pair<A, B> = { fst: A, snd: B }
enum Tree<T> { Leaf, Node(left: Tree<T>, item: T) }
fn f(x: Int, y: (Int, Bool)) : Int decreases x mod 2 = let a = 1 in if x > 2 and not y.snd then -a else match x { 1 => 2, z when z < 3 => z, _ => 0 }
extern fn g(x: Int -> Int) : Int
input go(x: Int)
output out(x: Int)
message m(x: Int, y: Duration)
class C(n: Int) : Send = once (m(^n, 5s) from p when p != self => each [send m(1, 2s) to {p}]) until start
class D = each k in (go(x) & S as s => x) spawn C(k) || latest go else 3 || before S at nodes
state S : Map<Int, Int> = {} { on go(x) -> put(S, x, [y for y in [1] if y in {1: 2}][0]) }
process P(n: Int) {
  durable var v : Int = 0
  on start { after 5s send m(1, 2s) to self }
  on go(x) when x > 0 { v := x  v += 1  let { fst = a, snd } = { fst = 1, snd = 2 }  if a > snd { stop } else if a == 1 { spawn P(2) } else { become P(3) } }
  fair action act(k in [1, 2]) when all i in [1]: i > 0 { match v { 1 => { emit out(k) } _ => { for z in [1] { v -= z } } } }
  only act, on go, start affects v
}
system Sys = P(1) at nodes || D at nodes
invariant i1 = forall i in nodes: v of P at i >= 0
property p1 = forall e: sent m(_, _) @ e implies exists e0 <@ e: go(1) @ e0 or was_sent m(1, _) by self leads_to eventually always true
prove p1 by i1
check p1 with nodes = {a, b} given go(1) to a bound 3 faults crash <= 1, drop
)";

TEST(Messages, NameNoTokenOfTheGrammar) {
    const std::vector<GrammarToken> tokens = grammarTokens();
    ASSERT_GT(tokens.size(), 100u);
    const Parsed forms(kForms);
    EXPECT_EQ(forms.shown(), std::vector<std::string>{});
    size_t tried = 0, stride = full() ? 1 : 23;
    auto expectPlain = [&](const std::string& text) {
        Parsed parsed(text, forms);
        for (const Diagnostic& one : parsed.diagnostics.all()) {
            std::string words = one.message;
            for (const std::string& note : one.notes) words += "\n" + note;
            ASSERT_EQ(internalName(words, tokens), "") << words << "\nin\n" << text;
        }
    };
    for (const Token& place : forms.tree->tokens) {
        std::string before(forms.text().substr(0, place.span.begin)), after(forms.text().substr(place.span.end));
        expectPlain(before + after);
        for (const GrammarToken& token : tokens) {
            if (token.written.empty() || ++tried % stride != 0) continue;
            expectPlain(before + " " + token.written + " " + after);
            if (HasFatalFailure()) return;
        }
    }
}

TEST(Messages, SayWhatALetLacks) {
    Parsed parsed("spec s\nfn f() : Int = let a = 1, b = 2 in a + b\n");
    ASSERT_EQ(parsed.diagnostics.all().size(), 1u);
    EXPECT_NE(parsed.diagnostics.all()[0].message.find("`in`"), std::string::npos)
        << parsed.diagnostics.all()[0].message;
}

TEST(Messages, AMeasureOpenToTheRightNeedsParentheses) {
    for (const char* measure : {"if n > 0 then n else 0", "let k = n in k", "1 + if n > 0 then n else 0"}) {
        Parsed parsed(std::string("spec s\nfn f(n: Int) : Int decreases ") + measure + " = 0\n");
        ASSERT_EQ(parsed.diagnostics.all().size(), 1u) << measure;
        ASSERT_EQ(parsed.diagnostics.all()[0].notes.size(), 1u) << parsed.diagnostics.all()[0].message;
        EXPECT_NE(parsed.diagnostics.all()[0].notes[0].find("parentheses"), std::string::npos);
    }
    expectAt("spec s\nfn f(n: Int) : Int decreases n / 2 = 0\n"
             "fn g(n: Int) : Int decreases (if n > 0 then n else 0) mod 3 = 0\n",
             {});
}

TEST(Lets, DoNotTakeTheMembershipOfATest) {
    expectAt("spec s\nfn f(s: Set<Int>) : Int = let p = if 3 in s then 1 else 2 in p\n", {});
    expectAt("spec s\nfn f(s: Set<Int>) : Int = let p = match 3 in s { true => 1, false => 2 } in p\n", {});
    expectAt(
        "spec s\nfn f(s: Set<Int>) : Int = let p = if 3 in s then 1 else if 4 in s then 2 else 3 in let q = p in q\n",
        {});
    expectAt("spec s\nfn f(s: Set<Int>) : List<Int> = [let k = y in k for y in s if y in s]\n", {});
}

TEST(Words, BeginNoDeclarationWithinBrackets) {
    for (const char* word : {"open", "use", "scenario", "action"}) {   // each is the first of its line
        SCOPED_TRACE(word);
        std::string name(word);
        EXPECT_EQ(Parsed("spec s\nclass C = ((m(x) => match x {\n  " + name + " => 1\n}) || m(_)) as y => emit o(y)\n")
                      .shown(),
                  std::vector<std::string>());
        std::vector<std::string> enumeration = Parsed("spec s\nenum E { A(\n  " + name + ": Int), b }\n").shown();
        ASSERT_EQ(enumeration.size(), 1u) << "`b` is a constructor in small letters";
        EXPECT_NE(enumeration[0].find("EVD0014"), std::string::npos) << enumeration[0];
    }
}

TEST(Lambdas, MayCallTheirParameterByAWordOfOnePlace) {
    for (const char* word : {"by", "of", "open", "only", "given", "bound", "input", "check", "use"})
        expectAt(std::string("spec s\nfn f(xs: List<Int>) : List<Int> = map(xs, ") + word + " => " + word + " + 1)\n",
                 {});
}

TEST(Braces, AreMissedWhereTheIndentationShowsIt) {
    const std::string head = "spec s\ninput a(x: Int)\nprocess P {\n  var d : Int = 0\n";
    expectAt(head +
                 "  on a(x) {\n    if x > 0 ⟦{⟧\n      d := x\n    d := d + 1\n  }\n}\nprocess Q {\n  on a(x) { }\n}\n",
             {Code::UnclosedBracket});
    expectAt(
        head + "  on a(x) {\n    for y in [1] ⟦{⟧\n      if y > 0 {\n        d := y\n      }\n  }\n}\nparam p : Int\n",
        {Code::UnclosedBracket});
    expectAt(head + "  on a(x) {\n    match x ⟦{⟧\n      1 => { d := 1 }\n      _ => { d := 2 }\n  }\n}\n",
             {Code::UnclosedBracket});
    // nothing tells: the outermost one
    expectAt("spec s\ninput a(x: Int)\nprocess P ⟦{⟧\n  on a(x) { }\nsystem S = P at p\n", {Code::UnclosedBracket});
    // other layouts are right as long as the braces are
    expectAt(head + "  on a(x)\n    when x > 0 {\n  d := x\n  }\n}\n", {});
    expectAt("spec s\ninput a(x: Int)\nprocess P {\n      on a(x) {\n}\n}\n", {});
}

}   // namespace
}   // namespace evd::syntax::testing
