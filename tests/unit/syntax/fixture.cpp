#include "fixture.h"

#include "driver/dump_tree.h"
#include "tests/fixture/files.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace evd::syntax::testing {

namespace {

/// A dump without its lines `// line N`.
std::string withoutLineNumbers(const std::string& dump) {
    std::istringstream in(dump);
    std::string out;
    for (std::string line; std::getline(in, line);)
        if (!line.starts_with("// line ")) out += line + "\n";
    return out;
}

std::vector<SpecFile> read(const std::vector<std::string>& folders) {
    std::vector<SpecFile> out;
    for (const std::string& path : fixture::specsBelow(folders)) out.push_back({path, fixture::sourceText(path)});
    return out;
}

/// The lines of a dump after the first `skip`, without `indent` leading spaces, without the last line break.
std::string rest(const std::string& dump, size_t skip, size_t indent) {
    std::istringstream in(dump);
    std::string out;
    for (std::string line; std::getline(in, line);) {
        if (skip > 0) {
            --skip;
            continue;
        }
        out += (out.empty() ? "" : "\n") + line.substr(std::min(indent, line.size()));
    }
    return out;
}

/// The text between the end of `before` and the beginning of `after` in a dump.
std::string between(const std::string& dump, const std::string& before, const std::string& after) {
    size_t begin = dump.find(before), end = dump.rfind(after);
    if (begin == std::string::npos || end == std::string::npos || end < begin + before.size()) return "in: " + dump;
    return dump.substr(begin + before.size(), end - begin - before.size());
}

}   // namespace

Parsed::Parsed(std::string text) : file("test.evd", std::move(text)), tree(parse(0, file.text(), diagnostics)) {
    diagnostics.sortAndDeduplicate();
}

Parsed::Parsed(std::string text, const Parsed& earlier)
    : file("test.evd", std::move(text)),
      tree(parse(0, file.text(), diagnostics, {earlier.tree.get(), earlier.text()})) {
    diagnostics.sortAndDeduplicate();
}

std::string Parsed::dump() const { return withoutLineNumbers(driver::dumpTree(*tree, file)); }

std::string Parsed::dump(const Decl& decl) const {
    Tree one;
    one.decls = {const_cast<Decl*>(&decl)};
    std::string lines = withoutLineNumbers(driver::dumpTree(one, file));
    return (decl.doc.empty() ? "" : "/// " + decl.doc + "\n") + lines.substr(lines.find('\n') + 1);
}

std::vector<std::string> Parsed::decls() const {
    std::vector<std::string> out;
    for (const Decl* decl : tree->decls) out.push_back(dump(*decl));
    return out;
}

std::vector<std::string> Parsed::shown() const {
    std::vector<std::string> out;
    for (const Diagnostic& d : diagnostics.all())
        out.push_back(codeName(d.code) + " " + std::to_string(d.span.begin) + "-" + std::to_string(d.span.end) + " '" +
                      std::string(at(d.span)) + "' " + d.message);
    return out;
}

std::string decl(const std::string& text) {
    Parsed parsed("spec s\n" + text);
    if (!parsed.diagnostics.all().empty()) return "not correct: " + parsed.shown().front();
    if (parsed.tree->decls.size() != 1) return std::to_string(parsed.tree->decls.size()) + " declarations";
    std::string out = parsed.dump(*parsed.tree->decls[0]);
    return out.substr(0, out.size() - 1);
}

std::string expr(const std::string& text) {
    std::string out = decl("fn f() = " + text);
    return out.starts_with("fn f\n  ") ? out.substr(7) : out;
}

std::string formula(const std::string& text) {
    std::string out = decl("property p = " + text);
    return out.starts_with("property p ") ? out.substr(11) : out;
}

std::string classExpr(const std::string& text) {
    std::string out = decl("class C = " + text);
    return out.starts_with("class C\n  ") ? out.substr(10) : out;
}

std::string stmts(const std::string& text) {
    std::string out = decl("process P { on m { " + text + " } }");
    return out.starts_with("process P\n") ? rest(out, 2, 4) : out;
}

std::string pattern(const std::string& text) {
    std::string out = expr("match x { " + text + " => 0 }");
    return out.starts_with("(match x (=> ") ? between(out, "(=> ", " 0))") : out;
}

std::string type(const std::string& text) {
    std::string out = decl("param x : " + text);
    return out.starts_with("param x ") ? out.substr(8) : out;
}

Marked::Marked(const std::string& marked) {
    static const std::string open = "⟦", close = "⟧";
    std::vector<size_t> opened;
    for (size_t i = 0; i < marked.size();) {
        if (marked.compare(i, open.size(), open) == 0) {
            opened.push_back(marks.size());
            marks.push_back({0, static_cast<uint32_t>(text.size()), 0});
            i += open.size();
        } else if (marked.compare(i, close.size(), close) == 0) {
            marks.at(opened.back()).end = static_cast<uint32_t>(text.size());
            opened.pop_back();
            i += close.size();
        } else {
            text += marked[i++];
        }
    }
    EXPECT_TRUE(opened.empty()) << "a mark is not closed";
}

void expectAt(const std::string& marked, const std::vector<Code>& codes) {
    Marked m(marked);
    ASSERT_EQ(m.marks.size(), codes.size()) << "marks and codes do not fit in " << marked;
    std::vector<std::string> expected, found;
    Parsed parsed(m.text);
    auto show = [&](Code code, Span span) {
        return codeName(code) + " " + std::to_string(span.begin) + "-" + std::to_string(span.end) + " '" +
               std::string(parsed.at(span)) + "'";
    };
    for (size_t i = 0; i < codes.size(); ++i) expected.push_back(show(codes[i], m.marks[i]));
    std::string all;
    for (const Diagnostic& d : parsed.diagnostics.all()) {
        found.push_back(show(d.code, d.span));
        all += codeName(d.code) + ": " + d.message + "\n";
    }
    EXPECT_EQ(found, expected) << marked << "\n" << all;
}

const std::vector<SpecFile>& correctSpecs() {
    static const std::vector<SpecFile> specs = read({"examples", "stdlib", "tests/corpus", "tests/meaning"});
    return specs;
}

const std::vector<SpecFile>& wrongSpecs() {
    static const std::vector<SpecFile> specs = read({"tests/wrong"});
    return specs;
}

std::vector<SpecFile> allSpecs() {
    std::vector<SpecFile> out = correctSpecs();
    out.insert(out.end(), wrongSpecs().begin(), wrongSpecs().end());
    return out;
}

bool full() { return std::getenv("EVD_FULL") != nullptr; }

}   // namespace evd::syntax::testing
