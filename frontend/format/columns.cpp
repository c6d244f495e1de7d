#include "frontend/format/columns.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace evd::format {

namespace {

/// Columns of neighbours that lie further apart than this are not brought together.
size_t limitOf(const std::string& family, size_t column) {
    if (family == "if") return 8;   // an `else` alone is a short word
    if (column == 1 && (family == "class" || family == "on")) return 8;
    return family == "on" ? 16 : 20;
}
constexpr size_t kCommentLimit = 24;

/// Width in code points, which is what most fonts show.
size_t width(std::string_view text) {
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Finds the places in a line where columns begin.
class Cutter {
public:
    Cutter(const std::vector<Piece>& pieces, const Line& line) : pieces_(pieces), line_(line) {}

    /// The family, and for each column after the first the piece it begins with (kNone if it is missing).
    std::pair<std::string, std::vector<size_t>> cut() const {
        size_t first = line_.first;
        const Piece& head = pieces_[first];
        std::string_view word = head.text;
        if (head.comment) return {};
        size_t scope = head.inside;
        auto find = [&](std::string_view text, size_t from) -> size_t {
            for (size_t i = from; i <= line_.last; ++i)
                if (!pieces_[i].comment && pieces_[i].text == text && pieces_[i].inside == scope) return i;
            return kNone;
        };
        if (word == "else" && scope != kNone) {
            size_t body = find("{", first);
            if (body != kNone && pieces_[body].match <= line_.last && whole()) return {"if", {body}};
            return {};
        }
        if (!head.item) return {};
        size_t equals = find("=", first);
        if (word == "param" && first + 1 <= line_.last && pieces_[first + 1].text != "type")
            return {"param", {find(":", first)}};
        if (word == "var" || (word == "durable" && scope != kNone))
            return {"var", {before(find(":", first), equals), equals}};
        if ((word == "input" || word == "output" || word == "message") && scope == kNone)
            return {"message", {first + 1}};
        if (word == "property" || word == "invariant") return {"property", {first + 1, equals}};
        if (word == "assume") return {"assume", {equals}};
        if (word == "class") {
            if (equals == line_.last) equals = kNone;
            return {"class", {equals, equals == kNone || !whole() ? kNone : find("=>", equals)}};
        }
        if (word == "type") return {"type", {equals}};
        if ((word == "on" || word == "action" || word == "fair") && whole()) {
            size_t arrow = find("->", first), body = find("{", first);
            if (arrow != kNone) return {"clause", {arrow}};
            return {"on", {before(find("when", first), body), body}};
        }
        if (word == "if" && scope != kNone && whole()) {
            size_t body = find("{", first);
            if (body != kNone && pieces_[body].match <= line_.last) return {"if", {body}};
        }
        if (scope != kNone && whole() && !isStatement(word)) {
            size_t arrow = find("=>", first);
            if (arrow != kNone) return {"arm", {arrow}};
        }
        return {};
    }

private:
    static size_t before(size_t at, size_t limit) { return at < limit ? at : kNone; }
    /// Whether the line holds one whole item.
    bool whole() const {
        for (size_t i = line_.first; i <= line_.last; ++i)
            if (isOpening(pieces_[i]) && pieces_[i].match > line_.last) return false;
        size_t next = line_.last + 1;
        while (next < pieces_.size() && pieces_[next].comment) ++next;
        return next == pieces_.size() || pieces_[next].item || isClosing(pieces_[next]) || pieces_[next].text == "else";
    }
    static bool isStatement(std::string_view word) {
        return word == "let" || word == "if" || word == "for" || word == "match" || word == "send" || word == "emit" ||
               word == "only";
    }

    const std::vector<Piece>& pieces_;
    const Line& line_;
};

/// Two items of a body on one line stand two spaces apart.
bool isNextItem(const std::vector<Piece>& pieces, size_t i, const Facts& facts) {
    const Piece& piece = pieces[i];
    return piece.item && piece.inside != kNone && !pieces[i - 1].comment && pieces[i - 1].text != "," &&
           !isOpening(pieces[i - 1]) && facts.valueBraces.count(pieces[piece.inside].begin) == 0;
}

/// The width of a row up to a column.
size_t widthBefore(const Row& row, size_t column) {
    size_t sum = 0;
    for (size_t c = 0; c < column; ++c) sum += width(row.cells[c]) + (c > 0 && !row.cells[c].empty() ? 1 : 0);
    return sum;
}

/// Brings one column of the rows `run` to one place; rows that lie too far apart are brought together in groups of
/// neighbours.
void lineUp(std::vector<Row>& rows, const std::vector<size_t>& run, size_t column, size_t limit) {
    std::vector<size_t> group;
    size_t least = SIZE_MAX, most = 0;
    auto close = [&] {
        for (size_t at : group) {
            size_t last = column;   // the padding goes to the last part that is there
            while (last > 0 && rows[at].cells[last - 1].empty()) --last;
            rows[at].cells[last - 1].append(most - widthBefore(rows[at], column), ' ');
        }
        group.clear();
        least = SIZE_MAX;
        most = 0;
    };
    for (size_t at : run) {
        if (rows[at].cells[column].empty()) continue;
        size_t here = widthBefore(rows[at], column);
        if (!group.empty() && std::max(most, here) - std::min(least, here) > limit) close();
        group.push_back(at);
        least = std::min(least, here);
        most = std::max(most, here);
    }
    close();
}

}   // namespace

std::vector<Row> rowsOf(const std::vector<Piece>& pieces, const std::vector<Line>& lines, const Facts& facts) {
    std::vector<Row> out;
    for (const Line& line : lines) {
        Row row;
        row.indent = line.indent;
        row.blankBefore = line.blankBefore;
        auto [family, columns] = Cutter(pieces, line).cut();
        row.family = family;
        row.cells.resize(columns.size() + 1);
        row.continues = !pieces[line.first].item && !pieces[line.first].comment;
        size_t cell = 0;
        for (size_t i = line.first; i <= line.last; ++i) {
            bool begins = false;
            for (size_t c = 0; c < columns.size(); ++c)
                if (columns[c] == i) {
                    cell = c + 1;
                    begins = true;
                }
            if (i == line.last && i > line.first && endsLine(pieces[i])) {
                row.comment = pieces[i].text;
                break;
            }
            if (!begins && i > line.first)
                row.cells[cell] += isNextItem(pieces, i, facts) ? "  " : spaced(pieces, i - 1, facts) ? " " : "";
            row.cells[cell] += pieces[i].text;
        }
        out.push_back(std::move(row));
    }
    return out;
}

std::string render(const std::vector<Row>& made) {
    std::vector<Row> rows = made;
    // Runs of one family; lines that continue an item do not end a run.
    for (size_t i = 0; i < rows.size();) {
        if (rows[i].family.empty()) {
            ++i;
            continue;
        }
        std::vector<size_t> run{i};
        size_t end = i + 1;
        for (; end < rows.size() && !rows[end].blankBefore; ++end) {
            if (rows[end].continues && rows[end].family.empty() && rows[end].indent > rows[i].indent) continue;
            if (rows[end].family != rows[i].family || rows[end].indent != rows[i].indent) break;
            if (rows[end].family == "if" && !rows[end].continues) break;   // each `if` has its own columns
            run.push_back(end);
        }
        for (size_t column = 1; column < rows[i].cells.size(); ++column)
            lineUp(rows, run, column, limitOf(rows[i].family, column));
        i = end;
    }
    std::vector<std::string> texts;
    for (const Row& row : rows) {
        std::string text(row.indent, ' ');
        for (size_t c = 0; c < row.cells.size(); ++c)
            text += (c > 0 && !row.cells[c].empty() ? " " : "") + row.cells[c];
        while (!text.empty() && text.back() == ' ') text.pop_back();
        texts.push_back(std::move(text));
    }
    // Comments at line ends, in runs of neighbouring lines.
    for (size_t i = 0; i < rows.size();) {
        if (rows[i].comment.empty()) {
            ++i;
            continue;
        }
        size_t end = i, least = SIZE_MAX, most = 0;
        for (; end < rows.size() && !rows[end].comment.empty() && (end == i || !rows[end].blankBefore); ++end) {
            size_t here = width(texts[end]);
            if (end > i && std::max(most, here) - std::min(least, here) > kCommentLimit) break;
            least = std::min(least, here);
            most = std::max(most, here);
        }
        for (size_t k = i; k < end; ++k) texts[k] += std::string(most - width(texts[k]) + 2, ' ') + rows[k].comment;
        i = end;
    }
    std::string out;
    for (size_t i = 0; i < rows.size(); ++i) out += (rows[i].blankBefore ? "\n" : "") + texts[i] + "\n";
    return out;
}

}   // namespace evd::format
