#include "frontend/syntax/parse.h"

#include "base/deep_stack.h"
#include "frontend/syntax/build.h"
#include "frontend/syntax/copy.h"
#include "frontend/syntax/parse_errors.h"
#include "frontend/syntax/tokens.h"

#include "EvidentLexer.h"
#include "antlr4-runtime.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace evd::syntax {

using grammar::EvidentLexer;
using grammar::EvidentParser;

namespace {

class Parsing {
public:
    Parsing(FileId file, std::string_view text, Diagnostics& diagnostics, const Earlier& earlier)
        : text_(text), diagnostics_(diagnostics), earlier_(earlier) {
        tree_->file = file;
        if (earlier.tree == nullptr) return;
        for (const Decl* decl : earlier.tree->decls)
            if (decl->shape != 0) known_.emplace(decl->shape, decl);
    }

    std::shared_ptr<const Tree> run() {
        if (text_.size() > (size_t{kFileMiBMax} << 20)) {
            diagnostics_.report(Code::FileTooLarge, {tree_->file, 0, 0}, kFileMiBMax);
            return tree_;
        }
        lexed_ = lex(tree_->file, text_, diagnostics_, earlier_);
        tree_->comments = lexed_.comments;
        tree_->tokens = std::move(lexed_.written);
        tree_->raw = std::move(lexed_.raw);
        for (size_t i = 0; i < lexed_.chunks.size(); ++i) chunk(i);
        if (!sawHeader_) {
            uint32_t end = lexed_.lexemes.empty() ? 0 : lexed_.lexemes.front().span.end;
            uint32_t begin = lexed_.lexemes.empty() ? 0 : lexed_.lexemes.front().span.begin;
            diagnostics_.report(Code::MissingSpecHeader, {tree_->file, begin, end})
                .replace("add a header", {tree_->file, begin, begin}, "spec my_spec\n\n");
        }
        return tree_;
    }

private:
    void chunk(size_t index) {
        const Chunk& chunk = lexed_.chunks[index];
        if (chunk.begin >= chunk.end) return;
        const Lexeme& first = lexed_.lexemes[chunk.begin];
        Span whole = cover(first.span, lexed_.lexemes[chunk.end - 1].span);
        if (isLater(first.type)) {
            later(first, whole, chunk.doc);
            return;
        }

        uint64_t shape = lexed_.damaged[index] ? 0 : shapeOf(chunk, whole);
        if (const Decl* same = earlier(shape, whole)) {
            take(*same, Places(same->span.begin, whole.begin), chunk, shape);
            return;
        }
        if (std::optional<Renamed> same = renamed(shape, chunk)) {
            take(*same->decl, same->places, chunk, shape);
            return;
        }
        std::vector<std::unique_ptr<antlr4::Token>> tokens;
        for (size_t i = chunk.begin; i < chunk.end; ++i)
            tokens.push_back(token(typeOf(i, chunk.end), lexed_.lexemes[i].span));
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
        try {
            context = parser.chunk();
        } catch (const antlr4::RuntimeException&) { /* reported through the listener */
        }

        // After a syntax error the rest of the declaration is a guess: no second report about it.
        Diagnostics unheard;
        size_t reports = diagnostics_.all().size();
        Decl* decl =
            Builder(*tree_, text_, listener.reported() ? unheard : diagnostics_).declaration(context, chunk.doc, whole);
        if (first.type == EvidentLexer::SPEC) {
            if (!sawHeader_) {
                tree_->specName = decl->name;
                tree_->specDoc = chunk.doc;
                sawHeader_ = true;
                return;
            }
            diagnostics_.report(Code::UnexpectedToken, first.span, "a second `spec`", "one spec in a file");
            return;
        }
        if (!listener.reported() && diagnostics_.all().size() == reports) decl->shape = shape;
        tree_->decls.push_back(decl);
    }

    /// What the parser takes a token for.
    size_t typeOf(size_t i, size_t end) const {
        size_t type = lexed_.lexemes[i].type;
        bool chain = type == EvidentLexer::ELSE && i + 1 < end && lexed_.lexemes[i + 1].type == EvidentLexer::IF;
        return chain ? static_cast<size_t>(EvidentLexer::ELSE_IF) : type;
    }

    /// A hash of a declaration's text and of the types and places of its tokens; never 0.
    uint64_t shapeOf(const Chunk& chunk, Span whole) const {
        uint64_t hash = std::hash<std::string_view>()(textOf(whole));
        auto mix = [&](uint64_t value) { hash = (hash ^ value) * 0x100000001b3u; };
        for (size_t i = chunk.begin; i < chunk.end; ++i) {
            const Lexeme& lexeme = lexed_.lexemes[i];
            mix(lexeme.type);
            mix(lexeme.span.begin - whole.begin);
            mix(lexeme.span.end - whole.begin);
        }
        return hash | 1;
    }

    /// The declaration of the earlier tree with this shape and text, or null.
    const Decl* earlier(uint64_t shape, Span whole) const {
        auto found = known_.find(shape);
        if (found == known_.end()) return nullptr;
        Span before = found->second->span;
        return earlier_.text.substr(before.begin, before.end - before.begin) == textOf(whole) ? found->second : nullptr;
    }

    void take(const Decl& earlier, const Places& places, const Chunk& chunk, uint64_t shape) {
        tree_->decls.push_back(copy(earlier, *tree_, places));
        tree_->decls.back()->doc = chunk.doc;
        tree_->decls.back()->shape = shape;
    }

    struct Renamed {
        const Decl* decl;
        Places places;
    };

    /// The declaration that stood here before, if nothing but names differs: what a rename makes of thousands of them.
    std::optional<Renamed> renamed(uint64_t shape, const Chunk& chunk) const {
        if (shape == 0 || earlier_.tree == nullptr || tree_->decls.size() >= earlier_.tree->decls.size())
            return std::nullopt;
        const Decl* decl = earlier_.tree->decls[tree_->decls.size()];
        if (decl->shape == 0) return std::nullopt;
        const auto& tokens = earlier_.tree->tokens;
        auto token = std::lower_bound(tokens.begin(), tokens.end(), decl->span.begin,
                                      [](const Token& one, uint32_t at) { return one.span.begin < at; });
        Renamed out{decl, Places(earlier_.text, text_)};
        uint32_t endBefore = decl->span.begin, end = lexed_.lexemes[chunk.begin].span.begin;
        for (size_t i = chunk.begin; i < chunk.end; ++i, ++token) {
            const Lexeme& now = lexed_.lexemes[i];
            if (token == tokens.end() || token->type != now.type) return std::nullopt;
            std::string_view was = earlier_.text.substr(token->span.begin, token->span.end - token->span.begin);
            bool isName = now.type == EvidentLexer::LOWER || now.type == EvidentLexer::UPPER;
            if (was != textOf(now.span) && (!isName || was == kStart || textOf(now.span) == kStart))
                return std::nullopt;
            if (earlier_.text.substr(endBefore, token->span.begin - endBefore) !=
                text_.substr(end, now.span.begin - end))
                return std::nullopt;
            out.places.add(token->span, now.span);
            endBefore = token->span.end, end = now.span.end;
        }
        if (endBefore != decl->span.end) return std::nullopt;
        return out;
    }

    std::string_view textOf(Span span) const { return text_.substr(span.begin, span.end - span.begin); }

    static bool isLater(size_t type) {
        return type == EvidentLexer::PROGRAM || type == EvidentLexer::REFINE || type == EvidentLexer::VARIANTS ||
               type == EvidentLexer::SWITCH;
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
    Earlier earlier_;
    std::unordered_map<uint64_t, const Decl*> known_;   ///< the earlier declarations by shape
    std::shared_ptr<Tree> tree_ = std::make_shared<Tree>();
    Lexed lexed_;
    bool sawHeader_ = false;
};

}   // namespace

std::shared_ptr<const Tree> parse(FileId file, std::string_view text, Diagnostics& diagnostics,
                                  const Earlier& earlier) {
    std::shared_ptr<const Tree> tree;
    onDeepStack([&] { tree = Parsing(file, text, diagnostics, earlier).run(); });
    return tree;
}

}   // namespace evd::syntax
