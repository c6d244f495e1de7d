#include "frontend/format/lines.h"

#include <algorithm>

namespace evd::format {

namespace {

constexpr unsigned kStep = 2;

bool isBody(const Piece& piece, const Facts& facts) {
    return piece.text == "{" && !piece.comment && facts.valueBraces.count(piece.begin) == 0;
}

/// Adds the breaks that are not the author's choice, and drops blank lines at the edges of brackets.
void settleBreaks(std::vector<Piece>& pieces, const Facts& facts) {
    for (size_t i = 0; i < pieces.size(); ++i) {
        if (!isBody(pieces[i], facts) || pieces[i].match == kNone) continue;
        size_t close = pieces[i].match;
        bool open = false;
        for (size_t k = i + 1; k <= close; ++k)
            open |= pieces[k].breaks > 0 || (pieces[k].comment && pieces[k].text.find('\n') != std::string_view::npos);
        if (!open) continue;
        bool statements = false;   // the arms of a match and the constructors of an enum may share lines
        for (size_t k = i + 1; k < close; ++k) statements |= pieces[k].item && pieces[k].inside == i;
        if (!statements) continue;
        if (!(pieces[i + 1].comment && pieces[i + 1].breaks == 0))
            pieces[i + 1].breaks = std::max(pieces[i + 1].breaks, 1u);
        pieces[close].breaks = std::max(pieces[close].breaks, 1u);
        for (size_t k = i + 1; k < close; ++k)
            if (pieces[k].item && pieces[k].inside == i && !(pieces[k - 1].comment && pieces[k].breaks == 0))
                pieces[k].breaks = std::max(pieces[k].breaks, 1u);
    }
    for (size_t i = 0; i < pieces.size(); ++i) {
        Piece& piece = pieces[i];
        if (i == 0) {
            piece.breaks = 0;
            continue;
        }
        if (piece.item && piece.inside == kNone && !pieces[i - 1].comment) piece.breaks = std::max(piece.breaks, 1u);
        if (endsLine(pieces[i - 1])) piece.breaks = std::max(piece.breaks, 1u);
        if (isOpening(pieces[i - 1]) || isClosing(piece)) piece.breaks = std::min(piece.breaks, 1u);
    }
}

/// What surrounds the current piece.
struct Frame {
    unsigned content;   ///< indent of lines that begin an item
    unsigned close;     ///< indent of a line that begins with the closing bracket
    unsigned item;      ///< indent of the line in which the current item began
    bool body;
};

class Indenter {
public:
    Indenter(const std::vector<Piece>& pieces, const Facts& facts) : pieces_(pieces), facts_(facts) {
        frames_.push_back({0, 0, 0, true});
    }

    unsigned indentAt(size_t i) const {
        const Frame& frame = frames_.back();
        size_t token = i;
        while (token < pieces_.size() && pieces_[token].comment) ++token;
        if (token == pieces_.size()) return frame.content;
        if (isClosing(pieces_[token])) return token == i ? frame.close : frame.content;
        if (beginsItem(token)) return frame.content;
        if (frame.body && pieces_[token].text == "else" && lastBefore(token) == "}") return frame.item;
        return frame.item + kStep;
    }
    /// `line`: the indent of the line the piece stands in.
    void pass(size_t i, unsigned line) {
        const Piece& piece = pieces_[i];
        if (piece.comment) return;
        if (isClosing(piece)) {
            if (frames_.size() > 1) frames_.pop_back();
            return;
        }
        if (beginsItem(i)) frames_.back().item = line;
        if (!isOpening(piece)) return;
        bool statement = isBody(piece, facts_) && frames_.back().body && !insideMatchValue(i);
        unsigned from = statement ? frames_.back().item : line;
        frames_.push_back({from + kStep, from, from + kStep, isBody(piece, facts_)});
    }

private:
    /// The last text before a piece that is no comment.
    std::string_view lastBefore(size_t i) const {
        while (i > 0 && pieces_[i - 1].comment) --i;
        return i == 0 ? std::string_view() : pieces_[i - 1].text;
    }
    bool beginsItem(size_t i) const {
        if (pieces_[i].item) return true;
        size_t before = i;
        while (before > 0 && pieces_[before - 1].comment) --before;
        if (before == 0) return true;
        const Piece& previous = pieces_[before - 1];
        return isOpening(previous) || (previous.text == "," && pieces_[i].inside != kNone && !clauseList(i));
    }
    /// Inside a body, commas belong to lists that continue a line, except between arms and constructors.
    bool clauseList(size_t i) const {
        size_t open = pieces_[i].inside;
        if (!isBody(pieces_[open], facts_)) return false;
        for (size_t k = open + 1; k < i; ++k)
            if (pieces_[k].item && pieces_[k].inside == open && pieces_[k].text != "{")
                return pieces_[i].item ? false : hasKeyword(k);
        return false;
    }
    bool hasKeyword(size_t k) const {
        static const std::string_view kWords[] = {"only", "on",  "var",  "durable", "action", "fair",  "let",
                                                  "if",   "for", "send", "emit",    "after",  "spawn", "become"};
        return std::find(std::begin(kWords), std::end(kWords), pieces_[k].text) != std::end(kWords);
    }
    /// A `{` of a `match` that is a value stands where its line stands, not where the statement began.
    bool insideMatchValue(size_t i) const {
        for (size_t k = i; k-- > 0;) {
            if (pieces_[k].inside != pieces_[i].inside) continue;
            if (pieces_[k].text == "match" && !pieces_[k].comment) return !pieces_[k].item;
            if (pieces_[k].item || pieces_[k].text == "{" || pieces_[k].text == "}") return false;
        }
        return false;
    }

    const std::vector<Piece>& pieces_;
    const Facts& facts_;
    std::vector<Frame> frames_;
};

}   // namespace

std::vector<Line> linesOf(std::vector<Piece>& pieces, const Facts& facts) {
    settleBreaks(pieces, facts);
    std::vector<Line> out;
    Indenter indenter(pieces, facts);
    for (size_t i = 0; i < pieces.size(); ++i) {
        if (i == 0 || pieces[i].breaks > 0) out.push_back({i, i, indenter.indentAt(i), i > 0 && pieces[i].breaks > 1});
        out.back().last = i;
        indenter.pass(i, out.back().indent);
    }
    return out;
}

}   // namespace evd::format
