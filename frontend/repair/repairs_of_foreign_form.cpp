// Repairs of what is written as in other languages. Each looks for a form around the place of the diagnostic and says
// how it is written here; whether that was meant, the trial tells.

#include "frontend/repair/site.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

namespace evd::repair {

namespace {

using Words = std::set<std::string_view>;

/// The text of a file as tokens, and a place in it.
class Form {
public:
    Form(const Site& site, size_t token) : site(site), at(token), last(site.tokenCount()) {}

    std::string_view word(size_t i) const { return site.word(i); }
    bool isName(size_t i) const {
        std::string_view one = word(i);
        return !one.empty() && (std::isalpha(static_cast<unsigned char>(one[0])) != 0 || one[0] == '_');
    }
    bool startsLine(size_t i) const {
        if (i == 0) return true;
        uint32_t from = site.tokenSpan(i - 1).end, to = site.tokenSpan(i).begin;
        return lineBreaks(site.text(site.span(from, to))) > 0;
    }
    /// A word at the beginning of a declaration.
    bool declares(size_t i) const {
        uint32_t begin = site.tokenSpan(i).begin;
        return startsLine(i) && (begin == 0 || lineBreaks(site.text(site.span(begin - 1, begin))) > 0);
    }
    Edit replace(size_t i, std::string with) const { return {site.tokenSpan(i), std::move(with)}; }
    /// Removes a token and the space before the next one.
    Edit remove(size_t i) const {
        return {site.span(site.tokenSpan(i).begin, i + 1 < last ? site.tokenSpan(i + 1).begin : site.tokenSpan(i).end),
                ""};
    }
    Edit before(size_t i, std::string text) const { return site.insert(site.tokenSpan(i).begin, std::move(text)); }
    Edit after(size_t i, std::string text) const { return site.insert(site.tokenSpan(i).end, std::move(text)); }
    /// The first of the tokens near the place for which something holds, or `last`.
    template <class Is> size_t near(Is is) const {
        for (size_t i = at - std::min<size_t>(at, 4); i < std::min(last, at + 4); ++i)
            if (is(i)) return i;
        return last;
    }
    size_t near(const Words& words) const {
        return near([&](size_t i) { return words.count(word(i)) != 0; });
    }
    /// The opening bracket of this kind around the place, or `last`.
    size_t around(std::string_view opener, size_t levels = 1) const {
        int depth = 0;
        for (size_t i = std::min(at, last); i-- > 0;) {
            std::string_view one = word(i);
            if (one == ")" || one == "]" || one == "}") ++depth;
            if (one != "(" && one != "[" && one != "{") continue;
            if (depth-- > 0) continue;
            depth = 0;
            if (one == opener && --levels == 0) return i;
        }
        return last;
    }
    /// The tokens of the declaration around the place: up to the next one at the beginning of a line.
    std::pair<size_t, size_t> declaration(size_t i) const {
        size_t begin = i, end = i + 1;
        while (begin > 0 && !declares(begin)) --begin;
        while (end < last && (!declares(end) || word(end) == "}")) ++end;
        return {begin, end};
    }

    const Site& site;
    size_t at;
    size_t last;
};

using Fixes = std::vector<Fix>;

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

/// Words that are others here -> what they are.
Fixes otherWord(const Form& form) {
    static const std::map<std::string_view, const char*> kWords = {
        {"function", "fn"},   {"func", "fn"},        {"fun", "fn"},        {"def", "fn"},      {"elif", "else if"},
        {"elsif", "else if"}, {"elseif", "else if"}, {"switch", "match"},  {"case", ""},       {"default", "_"},
        {"is", "=="},         {"then", ""},          {"return", ""},       {"val", "let"},     {"const", "let"},
        {"var", "let"},       {"foreach", "for"},    {"actor", "process"}, {"module", "spec"}, {"package", "spec"},
        {"event", "message"}};
    Fixes out;
    for (size_t i = form.at - std::min<size_t>(form.at, 2); i < std::min(form.last, form.at + 2); ++i) {
        auto found = kWords.find(form.word(i));
        if (found == kWords.end()) continue;
        std::string here = found->second;
        if (here.empty()) out.push_back({"remove " + quoted(form.word(i)), {form.remove(i)}});
        else out.push_back({"write " + quoted(here), {form.replace(i, here)}});
    }
    return out;
}

/// `xs.length` -> `xs.size`; `xs.contains(x)` -> `x in xs`; `xs.push(x)` -> `xs += x`.
Fixes otherMember(const Form& form) {
    static const std::map<std::string_view, const char*> kNames = {{"length", "size"},
                                                                   {"len", "size"},
                                                                   {"count", "size"},
                                                                   {"Length", "size"},
                                                                   {"Count", "size"},
                                                                   {"cardinality", "size"},
                                                                   {"isEmpty", "is_empty"},
                                                                   {"empty", "is_empty"},
                                                                   {"head", "first"},
                                                                   {"front", "first"},
                                                                   {"back", "last"},
                                                                   {"get", "find"},
                                                                   {"getOrDefault", "get_or"},
                                                                   {"getOrElse", "get_or"},
                                                                   {"toList", "list"},
                                                                   {"toSet", "set"},
                                                                   {"keySet", "keys"},
                                                                   {"union", "+"},
                                                                   {"set", "put"},
                                                                   {"delete", "remove"},
                                                                   {"erase", "remove"},
                                                                   {"reduce", "fold"},
                                                                   {"foldl", "fold"},
                                                                   {"foldLeft", "fold"},
                                                                   {"where", "filter"},
                                                                   {"select", "map"},
                                                                   {"intersection", "intersect"},
                                                                   {"isSubset", "subset"},
                                                                   {"subset_of", "subset"}};
    static const Words kContains = {"contains", "includes", "has", "member", "containsKey", "contains_key", "has_key"};
    static const Words kAdds = {"push", "add", "append", "push_back", "insert", "extend", "enqueue", "addAll"};
    static const Words kRemoves = {"remove", "delete", "erase", "discard", "pop"};
    size_t i = form.near([&](size_t k) {
        return k > 0 && form.word(k - 1) == "." &&
               (kNames.count(form.word(k)) != 0 || kContains.count(form.word(k)) != 0 ||
                kAdds.count(form.word(k)) != 0 || kRemoves.count(form.word(k)) != 0);
    });
    if (i == form.last) return {};
    Fixes out;
    std::string_view name = form.word(i);
    bool called = form.word(i + 1) == "(";
    size_t close = called ? form.site.closing(i + 1) : form.last;
    // the object is a path of names; what it ends with does not matter to the replacement
    size_t object = i - 1;
    while (object > 0 && (form.isName(object - 1) || form.word(object - 1) == "." || form.word(object - 1) == "]")) {
        if (form.word(object - 1) == "]") {
            size_t k = object - 1;
            while (k > 0 && form.word(k) != "[") --k;
            object = k;
        } else if (form.startsLine(object - 1)) {
            --object;
            break;
        } else --object;
    }
    if (called && close < form.last && close > i + 2 && object + 1 < i) {
        std::string argument =
            form.site.text(form.site.span(form.site.tokenSpan(i + 2).begin, form.site.tokenSpan(close - 1).end));
        std::string whole =
            form.site.text(form.site.span(form.site.tokenSpan(object).begin, form.site.tokenSpan(i - 2).end));
        Span call = form.site.span(form.site.tokenSpan(object).begin, form.site.tokenSpan(close).end);
        if (kContains.count(name) != 0) {
            out.push_back({"write " + quoted(argument + " in " + whole), {{call, argument + " in " + whole}}});
            out.push_back(
                {"write " + quoted(argument + " in " + whole), {{call, "(" + argument + " in " + whole + ")"}}});
        }
        if (kAdds.count(name) != 0)
            out.push_back({"write " + quoted(whole + " += " + argument), {{call, whole + " += " + argument}}});
        if (kRemoves.count(name) != 0)
            out.push_back({"write " + quoted(whole + " -= " + argument), {{call, whole + " -= " + argument}}});
    }
    if (auto found = kNames.find(name); found != kNames.end()) {
        std::string title = "write " + quoted(found->second);
        out.push_back({title, {form.replace(i, found->second)}});
        if (called && close == i + 2)
            out.push_back({title,
                           {form.replace(i, found->second),
                            {form.site.span(form.site.tokenSpan(i + 1).begin, form.site.tokenSpan(close).end), ""}}});
    }
    return out;
}

/// `{ a: 1, "b": 2 }` as a record: `{ a = 1, b = 2 }`.
Fixes jsonRecord(const Form& form) {
    Fixes out;
    Form inside(form.site, form.word(form.at) == "{" ? form.at + 1 : form.at);
    for (size_t levels = 1; levels <= 3; ++levels) {
        size_t open = inside.around("{", levels), close = open == form.last ? open : form.site.closing(open);
        if (close == form.last) break;
        Fix fix{"write the record with `=`", {}};
        for (size_t i = open + 1, depth = 0; i + 1 < close; ++i) {
            std::string_view one = form.word(i);
            if (one == "(" || one == "[" || one == "{") ++depth;
            if (one == ")" || one == "]" || one == "}") --depth;
            bool first = depth == 0 && (i == open + 1 || form.word(i - 1) == "," || form.word(i - 1) == "with");
            if (!first || form.word(i + 1) != ":") continue;
            if (one.front() == '"' && one.size() > 2)
                fix.edits.push_back(form.replace(i, std::string(one.substr(1, one.size() - 2))));
            fix.edits.push_back({form.site.span(form.site.tokenSpan(i).end, form.site.tokenSpan(i + 1).end), " ="});
        }
        if (!fix.edits.empty()) out.push_back(std::move(fix));
    }
    return out;
}

/// `1 -> …` in a match, and `x -> …` as a function: `=>`.
Fixes otherArrow(const Form& form) {
    size_t arrow = form.near(Words{"->"});
    if (arrow == form.last) return {};
    Fixes out;
    if (size_t open = form.around("{"); open != form.last && form.site.closing(open) != form.last) {
        Fix all{"write `=>`", {}};
        for (size_t i = open + 1, depth = 0; i < form.site.closing(open); ++i) {
            std::string_view one = form.word(i);
            if (one == "(" || one == "[" || one == "{") ++depth;
            if (one == ")" || one == "]" || one == "}") --depth;
            if (depth == 0 && one == "->") all.edits.push_back(form.replace(i, "=>"));
        }
        out.push_back(std::move(all));
    }
    out.push_back({"write `=>`", {form.replace(arrow, "=>")}});
    if (form.word(arrow - 1) == ")") out.push_back({"write `:`", {form.replace(arrow, ":")}});
    return out;
}

/// `fn f(x: Int) : Int { return e }` -> `fn f(x: Int) : Int = e`, also if `fn` has another name and `:` is `->`.
Fixes bodyInBraces(const Form& form) {
    auto [begin, end] = form.declaration(std::min(form.at, form.last - 1));
    static const Words kHeads = {"fn", "function", "func", "fun", "def"};
    if (kHeads.count(form.word(begin)) == 0 || !form.isName(begin + 1)) return {};
    Fix fix{"write a function of this language", {}};
    if (form.word(begin) != "fn") fix.edits.push_back(form.replace(begin, "fn"));
    size_t open = form.site.find(begin, "("), close = open == form.last ? open : form.site.closing(open);
    if (close >= end) return {};
    size_t body = close + 1;
    for (; body < end && form.word(body) != "{" && form.word(body) != "="; ++body)
        if (form.word(body) == "->") fix.edits.push_back(form.replace(body, ":"));
    if (body < end && form.word(body) == "{") {
        size_t closed = form.site.closing(body);
        if (closed >= end) return {};
        bool returns = form.word(body + 1) == "return";
        fix.edits.push_back(
            {form.site.span(form.site.tokenSpan(body).begin, form.site.tokenSpan(returns ? body + 2 : body + 1).begin),
             "= "});
        fix.edits.push_back({form.site.span(form.site.tokenSpan(closed - 1).end, form.site.tokenSpan(closed).end), ""});
    }
    return fix.edits.empty() ? Fixes() : Fixes{fix};
}

/// `const k = 3` at the top: `fn k() = 3`, and `k()` where it is used.
Fixes constant(const Form& form) {
    static const Words kHeads = {"const", "let", "val", "var", "def", "final", "constant", "define"};
    size_t head = form.near([&](size_t i) { return kHeads.count(form.word(i)) != 0 && form.declares(i); });
    if (head == form.last) {   // where the constant is used
        for (size_t i = 0; i + 1 < form.last && head == form.last; ++i)
            if (kHeads.count(form.word(i)) != 0 && form.declares(i) && form.word(i + 1) == form.word(form.at)) head = i;
        if (head == form.last) return {};
    }
    size_t name = head + 1;
    if (!form.isName(name) || (form.word(name + 1) != "=" && form.word(name + 1) != ":")) return {};
    std::string plain(form.word(name)), here;
    for (char c : plain) here += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    Fix fix{"declare the function " + quoted(here + "()"),
            {form.replace(head, "fn"), form.replace(name, here + "()" + (form.word(name + 1) == ":" ? " " : ""))}};
    for (size_t i = 0; i < form.last; ++i)
        if (i != name && form.word(i) == plain && form.word(i + 1) != ":" && (i == 0 || form.word(i - 1) != "."))
            fix.edits.push_back(form.replace(i, here + (form.word(i + 1) == "(" ? "" : "()")));
    return {fix};
}

/// `var x : Int = 0` at the top: into the process.
Fixes variableOutside(const Form& form) {
    static const Words kHeads = {"var", "durable"};
    size_t head = form.near([&](size_t i) { return kHeads.count(form.word(i)) != 0 && form.declares(i); });
    if (head == form.last) return {};
    size_t end = form.declaration(head).second;
    std::string text =
        form.site.text(form.site.span(form.site.tokenSpan(head).begin, form.site.tokenSpan(end - 1).end));
    Fixes out;
    for (size_t i = 0; i + 2 < form.last; ++i) {
        if (form.word(i) != "process" || !form.startsLine(i)) continue;
        size_t brace = form.site.find(i + 2, "{");
        for (size_t k = i + 2; brace == form.last && k < form.last && k < i + 40; ++k)
            if (form.word(k) == "{") brace = k;
        if (brace == form.last) continue;
        out.push_back(
            {"move it into " + quoted(form.word(i + 1)),
             {form.site.remove(form.site.span(form.site.tokenSpan(head).begin, form.site.tokenSpan(end - 1).end)),
              form.after(brace, "\n  " + text)}});
    }
    return out;
}

/// `struct P { a: Int }` -> `type P = { a: Int }`; `type E = A | B` -> `enum E { A, B }`.
Fixes otherType(const Form& form) {
    static const Words kRecords = {"struct", "record", "data", "interface", "class"};
    auto [begin, end] = form.declaration(std::min(form.at, form.last - 1));
    Fixes out;
    if (kRecords.count(form.word(begin)) != 0 && form.isName(begin + 1) && form.word(begin + 2) == "{")
        out.push_back({"write `type`", {form.replace(begin, "type"), form.before(begin + 2, "= ")}});
    if (form.word(begin) == "type" && form.word(begin + 2) == "=" && end > begin + 3) {
        Fix fix{"write `enum`", {form.replace(begin, "enum"), form.replace(begin + 2, "{"), form.after(end - 1, " }")}};
        for (size_t i = begin + 3; i < end; ++i)
            if (form.word(i) == "|") {
                if (i == begin + 3) fix.edits.push_back(form.remove(i));
                else
                    fix.edits.push_back(
                        {form.site.span(form.site.tokenSpan(i - 1).end, form.site.tokenSpan(i).end), ","});
            }
        if (fix.edits.size() > 3) out.push_back(std::move(fix));
    }
    return out;
}

/// `List[Int]` -> `List<Int>`.
Fixes typeInBrackets(const Form& form) {
    size_t open = form.near([&](size_t i) {
        return i > 0 && form.word(i) == "[" && std::isupper(static_cast<unsigned char>(form.word(i - 1)[0])) != 0;
    });
    if (open == form.last || form.site.closing(open) == form.last) return {};
    Fix fix{"write the type arguments in `<…>`", {}};
    for (size_t i = open; i <= form.site.closing(open); ++i) {
        if (form.word(i) == "[") fix.edits.push_back(form.replace(i, "<"));
        if (form.word(i) == "]") fix.edits.push_back(form.replace(i, ">"));
    }
    return {fix};
}

/// `'text'` -> `"text"`.
Fixes singleQuotes(const Form& form) {
    if (form.word(form.at) != "'") return {};
    std::string_view whole = form.site.sources.file(form.site.tree().file).text();
    uint32_t begin = form.site.tokenSpan(form.at).begin;
    size_t end = whole.find_first_of("'\"\n\r", begin + 1);
    if (end == std::string_view::npos || whole[end] != '\'') return {};
    auto close = static_cast<uint32_t>(end);
    return {{"write `\"`", {{form.site.span(begin, begin + 1), "\""}, {form.site.span(close, close + 1), "\""}}}};
}

/// `if (c) a else b` -> `if c then a else b`; `c ? a : b` -> the same.
Fixes otherIf(const Form& form) {
    Fixes out;
    size_t head = form.near([&](size_t i) {
        return form.word(i) == "if" && form.word(i + 1) == "(" && form.site.closing(i + 1) != form.last;
    });
    for (size_t i = form.at; head == form.last && i-- > 0 && !form.startsLine(i + 1);)
        if (form.word(i) == "if") head = i;
    if (head != form.last && form.word(head + 1) == "(") {
        size_t close = form.site.closing(head + 1);
        if (close != form.last) {
            out.push_back({"write `then`", {form.after(close, " then")}});
            out.push_back(
                {"write `if … {`",
                 {form.after(close, " {"), form.after(form.site.token(form.site.tokenSpan(close).end), " }")}});
        }
    }
    size_t mark = form.near(Words{"?"});
    if (mark == form.last || mark == 0) return out;
    static const Words kBefore = {"=", ":=", "(", ",", "=>", "return", "+=", "-=", "[", "{"};
    size_t begin = mark, depth = 0;
    while (begin > 0 && (depth > 0 || (kBefore.count(form.word(begin - 1)) == 0 && !form.declares(begin)))) {
        if (form.word(begin - 1) == ")") ++depth;
        if (form.word(begin - 1) == "(" && depth > 0) --depth;
        --begin;
    }
    size_t colon = form.site.find(mark + 1, ":");
    if (colon != form.last)
        out.push_back(
            {"write `if … then … else`",
             {form.before(begin, "if "),
              form.replace(mark, "then"),
              {form.site.span(form.site.tokenSpan(colon - 1).end, form.site.tokenSpan(colon).end), " else"}}});
    return out;
}

/// `for (x in xs) {` -> `for x in xs {`; also `for (x of xs)`.
Fixes otherFor(const Form& form) {
    size_t head = form.near(Words{"for", "foreach"});
    if (head == form.last || form.word(head + 1) != "(") return {};
    size_t close = form.site.closing(head + 1);
    if (close == form.last) return {};
    Fix fix{"write `for … in … {`",
            {form.remove(head + 1),
             {form.site.span(form.site.tokenSpan(close - 1).end, form.site.tokenSpan(close).end), ""}}};
    if (form.word(head) == "foreach") fix.edits.push_back(form.replace(head, "for"));
    for (size_t i = head + 2; i < close; ++i) {
        if (form.word(i) == "of") fix.edits.push_back(form.replace(i, "in"));
        if (i == head + 2 && (form.word(i) == "let" || form.word(i) == "var" || form.word(i) == "const"))
            fix.edits.push_back(form.remove(i));
    }
    return {fix};
}

/// `message m { x: Int }` -> `message m(x: Int)`.
Fixes fieldsInBraces(const Form& form) {
    auto [begin, end] = form.declaration(std::min(form.at, form.last - 1));
    static const Words kHeads = {"message", "input", "output"};
    if (kHeads.count(form.word(begin)) == 0 || form.word(begin + 2) != "{") return {};
    size_t close = form.site.closing(begin + 2);
    if (close >= end) return {};
    return {{"write the fields in `(…)`",
             {{form.site.span(form.site.tokenSpan(begin + 1).end, form.site.tokenSpan(begin + 3).begin), "("},
              {form.site.span(form.site.tokenSpan(close - 1).end, form.site.tokenSpan(close).end), ")"}}}};
}

bool isOfForm(Code code) {
    switch (code) {
    case Code::UnexpectedToken:
    case Code::UnknownCharacter:
    case Code::ReservedWord:
    case Code::WrongCase:
    case Code::ForeignOperator:
    case Code::AssignInExpression:
    case Code::EqualsInAssignment:
    case Code::UnknownName:
    case Code::UnknownType:
    case Code::UnknownField:
    case Code::UnknownVariable:
    case Code::UnknownConstructor:
    case Code::TypeMismatch:
    case Code::NotAFunction:
    case Code::MissingField: return true;
    default: return false;   // every other kind
    }
}

}   // namespace

std::vector<Fix> repairsOfForeignForm(const Site& site, const Diagnostic& diagnostic) {
    if (!isOfForm(diagnostic.code)) return {};
    Form form(site, std::min(site.token(diagnostic.span.begin), site.tokenCount() - 1));
    Fixes out;
    for (auto find : {constant, variableOutside, otherMember, jsonRecord, otherArrow, otherWord, bodyInBraces,
                      otherType, typeInBrackets, singleQuotes, otherIf, otherFor, fieldsInBraces})
        for (Fix& fix : find(form)) out.push_back(std::move(fix));
    return out;
}

}   // namespace evd::repair
