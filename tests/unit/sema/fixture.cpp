#include "fixture.h"

#include "tests/fixture/marks.h"

namespace evd::sema::testing {

namespace {

std::string show(const Checked& checked, Code code, Span span) {
    return codeName(code) + " '" + std::string(checked.sources.text(span)) + "' at " + std::to_string(span.file) + ":" +
           std::to_string(span.begin);
}

}   // namespace

std::vector<std::string> Checked::shown() const {
    std::vector<std::string> out;
    for (const Diagnostic& diagnostic : diagnostics.all())
        out.push_back(show(*this, diagnostic.code, diagnostic.span) + ": " + diagnostic.message);
    return out;
}

const Symbol* Checked::symbol(const std::string& name, SymbolKind kind) const {
    for (const Symbol& symbol : program->symbols)
        if (symbol.name == name && symbol.kind == kind && (symbol.module == 0 || kind == SymbolKind::Builtin))
            return &symbol;
    return nullptr;
}

std::string Checked::type(const std::string& name, SymbolKind kind) const {
    const Symbol* found = symbol(name, kind);
    return found == nullptr ? "" : program->text(found->type);
}

uint32_t Checked::offset(const std::string& text, size_t n) const {
    std::string_view all = sources.file(0).text();
    size_t at = all.find(text);
    for (; n > 0 && at != std::string_view::npos; --n) at = all.find(text, at + 1);
    EXPECT_NE(at, std::string_view::npos) << "no such text: " << text;
    return static_cast<uint32_t>(at);
}

Checked check(const std::string& text, std::map<std::string, std::string> imports) {
    fixture::Marked root(fixture::withHeader(text));
    imports["/specs/main.evd"] = root.text;
    Checked checked("/specs/main.evd", fixture::Texts(std::move(imports)));
    checked.marks = std::move(root.marks);
    return checked;
}

void expectCodes(const std::string& text, const std::vector<Code>& codes, std::map<std::string, std::string> imports) {
    Checked checked = check(text, std::move(imports));
    ASSERT_EQ(checked.marks.size(), codes.size()) << "one mark per code";
    std::vector<std::string> expected, found;
    for (size_t i = 0; i < codes.size(); ++i) expected.push_back(show(checked, codes[i], checked.marks[i]));
    for (const Diagnostic& diagnostic : checked.diagnostics.all())
        found.push_back(show(checked, diagnostic.code, diagnostic.span));
    EXPECT_EQ(found, expected) << checked.sources.file(0).text();
}

Diagnostic expectOne(const std::string& text, Code code, std::map<std::string, std::string> imports) {
    Checked checked = check(text, std::move(imports));
    EXPECT_EQ(checked.marks.size(), 1u) << "one mark";
    std::vector<Diagnostic> found;
    std::string all;
    for (const std::string& line : checked.shown()) all += line + "\n";
    bool error = info(code).severity == Severity::Error;
    for (const Diagnostic& diagnostic : checked.diagnostics.all()) {
        if (diagnostic.code == code) found.push_back(diagnostic);
        // one mistake, one error
        else if (error || diagnostic.severity != Severity::Warning)
            EXPECT_NE(diagnostic.severity, Severity::Error) << all;
    }
    EXPECT_EQ(found.size(), 1u) << codeName(code) << " expected, found:\n" << all << checked.sources.file(0).text();
    if (found.empty() || checked.marks.empty()) return {};
    EXPECT_EQ(show(checked, found[0].code, found[0].span), show(checked, code, checked.marks[0])) << all;
    return found[0];
}

void expectClean(const std::string& text, std::map<std::string, std::string> imports) {
    Checked checked = check(text, std::move(imports));
    EXPECT_EQ(checked.shown(), std::vector<std::string>{}) << checked.sources.file(0).text();
}

void expectQuiet(const std::string& text) {
    Checked checked = check(text);
    for (const Diagnostic& diagnostic : checked.diagnostics.all())
        EXPECT_TRUE(diagnostic.code == Code::NeverHandled || diagnostic.code == Code::NeverSent ||
                    diagnostic.code == Code::UnusedName)
            << show(checked, diagnostic.code, diagnostic.span) << ": " << diagnostic.message << "\n"
            << checked.sources.file(0).text();
}

void expectWithout(const std::string& text, Code code) {
    Checked checked = check(text);
    for (const Diagnostic& diagnostic : checked.diagnostics.all()) {
        EXPECT_NE(diagnostic.code, code) << diagnostic.message << "\n" << checked.sources.file(0).text();
        EXPECT_NE(diagnostic.severity, Severity::Error) << diagnostic.message << "\n" << checked.sources.file(0).text();
    }
}

}   // namespace evd::sema::testing
