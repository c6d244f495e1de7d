#include "frontend/syntax/parse.h"

#include "frontend/syntax/build.h"
#include "frontend/syntax/deep_stack.h"
#include "frontend/syntax/parse_errors.h"
#include "frontend/syntax/tokens.h"

#include "EvidentLexer.h"
#include "antlr4-runtime.h"

namespace evd::syntax {

using grammar::EvidentLexer;
using grammar::EvidentParser;

namespace {

class Parsing {
public:
    Parsing(FileId file, std::string_view text, Diagnostics& diagnostics) : text_(text), diagnostics_(diagnostics) { tree_->file = file; }

    std::shared_ptr<const Tree> run() {
        if (text_.size() > (size_t{kFileMiBMax} << 20)) {
            diagnostics_.report(Code::FileTooLarge, {tree_->file, 0, 0}, kFileMiBMax);
            return tree_;
        }
        lexed_ = lex(tree_->file, text_, diagnostics_);
        tree_->comments = lexed_.comments;
        tree_->tokens = std::move(lexed_.written);
        for (size_t i = 0; i < lexed_.chunks.size(); ++i) chunk(i);
        if (!sawHeader_) {
            uint32_t end = lexed_.lexemes.empty() ? 0 : lexed_.lexemes.front().span.end;
            uint32_t begin = lexed_.lexemes.empty() ? 0 : lexed_.lexemes.front().span.begin;
            diagnostics_.report(Code::MissingSpecHeader, {tree_->file, begin, end}).replace("add a header", {tree_->file, begin, begin}, "spec my_spec\n\n");
        }
        return tree_;
    }

private:
    void chunk(size_t index) {
        const Chunk& chunk = lexed_.chunks[index];
        if (chunk.begin >= chunk.end) return;
        const Lexeme& first = lexed_.lexemes[chunk.begin];
        Span whole = cover(first.span, lexed_.lexemes[chunk.end - 1].span);
        if (isLater(first.type)) { later(first, whole, chunk.doc); return; }

        std::vector<std::unique_ptr<antlr4::Token>> tokens;
        for (size_t i = chunk.begin; i < chunk.end; ++i) tokens.push_back(token(lexed_.lexemes[i].type, lexed_.lexemes[i].span));
        tokens.push_back(token(antlr4::Token::EOF, {whole.file, whole.end, whole.end}));
        antlr4::ListTokenSource source(std::move(tokens));
        antlr4::CommonTokenStream stream(&source);
        EvidentParser parser(&stream);
        parser.removeErrorListeners();
        ErrorListener listener(tree_->file, text_, following(index), whole.end, diagnostics_);
        if (lexed_.damaged[index]) listener.mute();
        parser.addErrorListener(&listener);
        parser.setErrorHandler(std::make_shared<ErrorStrategy>());
        parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(antlr4::atn::PredictionMode::SLL);
        EvidentParser::ChunkContext* context = nullptr;
        try { context = parser.chunk(); } catch (const antlr4::RuntimeException&) { /* reported through the listener */ }

        // After a syntax error the rest of the declaration is a guess: no second report about it.
        Diagnostics unheard;
        Decl* decl = Builder(*tree_, text_, listener.reported() ? unheard : diagnostics_).declaration(context, chunk.doc, whole);
        if (first.type == EvidentLexer::SPEC) {
            if (!sawHeader_) { tree_->specName = decl->name; tree_->specDoc = chunk.doc; sawHeader_ = true; return; }
            diagnostics_.report(Code::UnexpectedToken, first.span, "a second `spec`", "one spec in a file");
            return;
        }
        tree_->decls.push_back(decl);
    }

    static bool isLater(size_t type) {
        return type == EvidentLexer::PROGRAM || type == EvidentLexer::REFINE || type == EvidentLexer::VARIANTS || type == EvidentLexer::SWITCH;
    }

    void later(const Lexeme& keyword, Span whole, const std::string& doc) {
        std::string text(text_.substr(keyword.span.begin, keyword.span.end - keyword.span.begin));
        diagnostics_.report(Code::LaterCapability, keyword.span, text);
        tree_->decls.push_back(tree_->make<Decl>(Name{"", keyword.span}, whole, doc, LaterDecl{text}));
    }

    static std::unique_ptr<antlr4::Token> token(size_t type, Span span) {
        auto made = std::make_unique<antlr4::CommonToken>(type);
        made->setStartIndex(span.begin);
        made->setStopIndex(static_cast<size_t>(span.end) - 1);
        return made;
    }

    /// How to name what stands after a declaration that ends too early.
    std::string following(size_t index) const {
        if (index + 1 >= lexed_.chunks.size()) return "the end of the file";
        Span next = lexed_.lexemes[lexed_.chunks[index + 1].begin].span;
        return "`" + std::string(text_.substr(next.begin, next.end - next.begin)) + "`";
    }

    std::string_view text_;
    Diagnostics& diagnostics_;
    std::shared_ptr<Tree> tree_ = std::make_shared<Tree>();
    Lexed lexed_;
    bool sawHeader_ = false;
};

} // namespace

std::shared_ptr<const Tree> parse(FileId file, std::string_view text, Diagnostics& diagnostics) {
    std::shared_ptr<const Tree> tree;
    onDeepStack([&] { tree = Parsing(file, text, diagnostics).run(); });
    return tree;
}

} // namespace evd::syntax
