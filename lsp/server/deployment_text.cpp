#include "lsp/server/deployment_text.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <optional>

namespace evd::lsp {

namespace {

using Part = DeploymentSpot::Part;

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool isWord(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' || c == '+' || c == ':';
}

/// Goes through a text once and tells of every word with the place it has. TOML where it is TOML; what is not finished
/// ends with its line.
class Scanner {
public:
    /// `seen`: a word, its place filled in but for `used`. `between`: what would stand at an offset where no word is.
    using Word = std::function<void(const DeploymentSpot&)>;

    Scanner(std::string_view text, Word seen, Word between)
        : text_(text), seen_(std::move(seen)), between_(std::move(between)) {}

    void run() {
        while (at_ < text_.size()) {
            gap();
            if (at_ >= text_.size()) break;
            char c = text_[at_];
            if (c == '\n') {
                ++at_;
                newLine();
            } else if (c == '#') comment();
            else if (c == '[' && startsLine_ && spot_.open.empty()) header();
            else if (c == '"' || c == '\'') quoted(c);
            else if (isWord(c)) word();
            else sign(c);
        }
        gap();
    }

private:
    /// The blanks up to the next token, each of which is a place between words.
    void gap() {
        between(at_);
        while (at_ < text_.size() && isBlank(text_[at_])) between(++at_);
    }

    void between(size_t offset) {
        DeploymentSpot spot = spot_;
        spot.begin = spot.end = static_cast<uint32_t>(offset);
        spot.part = part();
        between_(spot);
    }

    Part part() const {
        if (afterKey_) return Part::Nothing;
        if (!spot_.open.empty())
            return spot_.open.back().isTable && spot_.open.back().key.empty() ? Part::Key : Part::Value;
        return spot_.key.empty() ? Part::Key : Part::Value;
    }

    /// A bracket that is open at the end of a line ends there if the next line can only be a new entry.
    void newLine() {
        startsLine_ = true;
        if (spot_.open.empty() || spot_.open.back().isTable || isNewEntry()) entryEnds();
    }

    bool isNewEntry() const {
        std::string_view line = text_.substr(at_, text_.find('\n', at_) - at_);
        size_t begin = 0;
        while (begin < line.size() && isBlank(line[begin])) ++begin;
        size_t end = begin;
        if (line.substr(begin, 1) == "[")   // a header: an array would have its texts in quotes
            return line.size() > begin + 1 &&
                   (std::isalpha(static_cast<unsigned char>(line[begin + 1])) != 0 || line[begin + 1] == '[') &&
                   line.find_first_of("\"'") == std::string_view::npos;
        while (end < line.size() && isWord(line[end])) ++end;
        size_t sign = end;
        while (sign < line.size() && isBlank(line[sign])) ++sign;
        return end > begin && sign < line.size() && line[sign] == '=';
    }

    void entryEnds() {
        spot_.key.clear();
        spot_.open.clear();
        pending_.clear();
        afterKey_ = false;
    }

    void comment() {
        DeploymentSpot spot = spot_;
        spot.part = Part::Nothing;
        for (++at_; at_ <= text_.size(); ++at_) {
            spot.begin = spot.end = static_cast<uint32_t>(at_);
            between_(spot);
            if (at_ == text_.size() || text_[at_] == '\n') break;
        }
    }

    void header() {
        size_t begin = at_ + 1;
        bool doubled = begin < text_.size() && text_[begin] == '[';
        begin += doubled ? 1 : 0;
        size_t end = begin;
        while (end < text_.size() && text_[end] != ']' && text_[end] != '\n' && text_[end] != '#') ++end;
        entryEnds();
        DeploymentSpot spot;
        spot.part = Part::Header;
        spot.doubled = doubled;
        spot.word = trimmed(text_.substr(begin, end - begin));
        spot.begin = static_cast<uint32_t>(begin);
        spot.end = static_cast<uint32_t>(end);
        seen_(spot);
        spot_.table = spot.word;
        at_ = end;
        while (at_ < text_.size() && text_[at_] == ']') ++at_;
        startsLine_ = false;
        afterKey_ = true;   // nothing more stands in the line
    }

    static std::string trimmed(std::string_view text) {
        while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
        while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
        return std::string(text);
    }

    void quoted(char quote) {
        std::string_view rest = text_.substr(at_);
        const std::string triple(3, quote);
        const bool isLong = rest.substr(0, 3) == triple;
        size_t begin = at_ + (isLong ? 3 : 1), end = begin;
        while (end < text_.size()) {
            if (isLong ? text_.substr(end, 3) == triple : text_[end] == quote || text_[end] == '\n') break;
            end += quote == '"' && text_[end] == '\\' && end + 1 < text_.size() && text_[end + 1] != '\n' ? 2 : 1;
        }
        token(begin, std::min(end, text_.size()), true);
        at_ = std::min(text_.size(), end + (isLong ? 3 : end < text_.size() && text_[end] == quote ? 1 : 0));
    }

    void word() {
        size_t begin = at_;
        while (at_ < text_.size() && isWord(text_[at_])) ++at_;
        token(begin, at_, false);
    }

    void token(size_t begin, size_t end, bool isQuoted) {
        DeploymentSpot spot = spot_;
        spot.part = part();
        spot.word = std::string(text_.substr(begin, end - begin));
        spot.begin = static_cast<uint32_t>(begin);
        spot.end = static_cast<uint32_t>(end);
        spot.quoted = isQuoted;
        seen_(spot);
        startsLine_ = false;
        if (spot.part != Part::Key) return;
        pending_ = spot.word;
        afterKey_ = true;
    }

    void sign(char c) {
        ++at_;
        startsLine_ = false;
        auto& open = spot_.open;
        switch (c) {
        case '=':
            if (!afterKey_) return;
            afterKey_ = false;
            (open.empty() ? spot_.key : open.back().key) = pending_;
            return;
        case '[':
        case '{':
            if (!spot_.key.empty()) open.push_back({c == '{', "", 0});
            return;
        case ']':
        case '}':
            if (!open.empty()) open.pop_back();
            afterKey_ = false;
            return;
        case ',':
            if (open.empty()) return;
            ++open.back().index;
            open.back().key.clear();
            afterKey_ = false;
            return;
        default: return;   // no TOML
        }
    }

    std::string_view text_;
    Word seen_, between_;
    size_t at_ = 0;
    DeploymentSpot spot_;     ///< table, key and brackets, as they are at `at_`
    std::string pending_;     ///< a key whose `=` has not come yet
    bool afterKey_ = false;   ///< only `=`, or the end of the line, can follow
    bool startsLine_ = true;
};

bool sameBracket(const DeploymentSpot& a, const DeploymentSpot& b) {
    if (a.table != b.table || a.key != b.key || a.part != b.part || a.open.size() != b.open.size()) return false;
    for (size_t i = 0; i + 1 < a.open.size(); ++i)
        if (a.open[i].key != b.open[i].key || a.open[i].index != b.open[i].index) return false;
    return true;
}

}   // namespace

DeploymentSpot spotAt(std::string_view text, uint32_t offset) {
    std::optional<DeploymentSpot> word, between;
    std::vector<DeploymentSpot> words;
    size_t from = 0, to = SIZE_MAX;   // the words of the table that the offset is in
    Scanner(
        text,
        [&](const DeploymentSpot& spot) {
            if (spot.part == Part::Header && spot.begin <= offset) from = words.size();
            else if (spot.part == Part::Header && to == SIZE_MAX) to = words.size();
            if (spot.begin <= offset && offset <= spot.end) word = spot;
            else words.push_back(spot);
        },
        [&](const DeploymentSpot& spot) {
            if (spot.begin == offset) between = spot;
        })
        .run();
    DeploymentSpot none;   // inside brackets or quotes of more than one character
    none.begin = none.end = offset;
    DeploymentSpot out = word ? *word : between.value_or(none);
    for (size_t i = from; i < std::min(to, words.size()); ++i)
        if (sameBracket(words[i], out)) out.used.push_back(words[i].word);
    return out;
}

std::vector<std::string> keysOf(std::string_view text, std::string_view table) {
    std::vector<std::string> out;
    Scanner(
        text,
        [&](const DeploymentSpot& spot) {
            if (spot.part == Part::Key && spot.open.empty() && spot.table == table) out.push_back(spot.word);
        },
        [](const DeploymentSpot&) {})
        .run();
    return out;
}

std::vector<std::string> tablesOf(std::string_view text) {
    std::vector<std::string> out;
    Scanner(
        text,
        [&](const DeploymentSpot& spot) {
            if (spot.part == Part::Header) out.push_back(spot.word);
        },
        [](const DeploymentSpot&) {})
        .run();
    return out;
}

}   // namespace evd::lsp
